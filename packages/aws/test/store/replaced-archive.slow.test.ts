import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MemorySource, StoreError, type ByteSource } from '@biospex/batch-core';
import { S3Source, S3Store } from '../../src/index.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';
import { awsError, inject } from '../helpers/inject.ts';
import { archiveBytes, archiveKey, key, layout, source } from '../helpers/large-layout.ts';
import { bucket, startSmallS3, type LocalS3 } from '../helpers/local-s3.ts';

describe('S3Store of an archive in S3 that is replaced', () => {
  let s3: LocalS3;

  beforeEach(async () => {
    s3 = await startSmallS3();
    await s3.put(archiveKey, archiveBytes);
  });
  afterEach(() => s3.close());

  const composeIn = async (given: ByteSource = source): Promise<unknown> => {
    const archive = await S3Source.open(s3.client, { bucket, key: archiveKey });
    const store = new S3Store(s3.client, { bucket, prefix: 'batch/', archive });
    return store.compose({ key, layout, source: given, onBytes: () => undefined });
  };

  test('makes no batch of an archive that is replaced before its ranges are copied', async () => {
    inject(s3.client, {
      command: 'CreateMultipartUpload',
      before: () => s3.put(archiveKey, seededRandom(9).bytes(archiveBytes.length)),
    });

    const composing = composeIn();

    await expect(composing).rejects.toBeInstanceOf(StoreError);
    await expect(composing).rejects.toMatchObject({ code: 'ARCHIVE_CHANGED' });
    expect(await s3.keys('batch/')).toEqual([]);
  });

  test('says so when a copy fails because the archive was replaced', async () => {
    inject(s3.client, {
      command: 'UploadPartCopy',
      before: () => {
        throw awsError('PreconditionFailed', 412);
      },
    });

    await expect(composeIn()).rejects.toMatchObject({
      code: 'ARCHIVE_CHANGED',
      message: `s3://${bucket}/${archiveKey} was replaced while it was copied`,
    });
  });

  test('refuses ranges of another archive', async () => {
    await expect(composeIn(new MemorySource(archiveBytes.subarray(1)))).rejects.toThrow(TypeError);
  });
});
