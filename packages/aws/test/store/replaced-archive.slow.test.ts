import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { MemorySource, StoreError, type ByteSource } from '@biospex/batch-core';
import { S3Source, S3Store } from '../../src/index.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';
import { layoutBytes } from '../../../core/test/helpers/layout-bytes.ts';
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

  test.each([
    ['replaced', (): Promise<void> => s3.put(archiveKey, seededRandom(9).bytes(archiveBytes.length))],
    [
      'deleted',
      async (): Promise<void> => {
        await s3.plainClient.send(new DeleteObjectCommand({ Bucket: bucket, Key: archiveKey }));
      },
    ],
  ])('says that it was %s when the condition of a copy fails', async (what, change) => {
    inject(s3.client, {
      command: 'UploadPartCopy',
      before: async () => {
        await change();
        throw awsError('PreconditionFailed', 412);
      },
    });

    await expect(composeIn()).rejects.toMatchObject({
      code: 'ARCHIVE_CHANGED',
      // A read may notice first.
      message: expect.stringMatching(`${archiveKey} was ${what} while it was (copied|read)`) as unknown,
    });
  });

  test('refuses ranges of another archive', async () => {
    await expect(composeIn(new MemorySource(archiveBytes.subarray(1)))).rejects.toThrow(TypeError);
  });
});

/** Like OpenStack Swift, for an archive that was uploaded in parts. */
describe('S3Store on a server that refuses the condition of a copy', () => {
  let s3: LocalS3;
  let store: S3Store;
  let copies: boolean[];

  beforeEach(async () => {
    s3 = await startSmallS3();
    await s3.put(archiveKey, archiveBytes);
    copies = [];
    // Not the client with the rulebook, which demands the condition.
    const client = s3.newClient();
    inject(client, {
      command: 'UploadPartCopy',
      before: (_number, { CopySourceIfMatch }) => {
        copies.push(CopySourceIfMatch !== undefined);
        if (CopySourceIfMatch !== undefined) throw awsError('PreconditionFailed', 412);
      },
    });
    const archive = await S3Source.open(client, { bucket, key: archiveKey });
    store = new S3Store(client, { bucket, prefix: 'batch/', archive });
  });
  afterEach(() => s3.close());

  const compose = (): Promise<unknown> => store.compose({ key, layout, source, onBytes: () => undefined });

  test('copies without it if the archive is unchanged, and notes it once', async () => {
    await compose();

    expect((await layoutBytes(layout, source)).equals((await s3.get(`batch/${key}`))!)).toBe(true);
    expect(copies.filter((isConditional) => !isConditional)).toHaveLength(2);
    expect([...store.notes]).toEqual([
      `the server cannot copy s3://${bucket}/${archiveKey} on condition of its ETag: the ETag was compared before and after instead`,
    ]);
  });

  test('makes no batch of an archive that is replaced after the comparison', async () => {
    const client = s3.newClient();
    let unconditional = 0;
    inject(client, {
      command: 'UploadPartCopy',
      before: async (_number, { CopySourceIfMatch }) => {
        if (CopySourceIfMatch !== undefined) throw awsError('PreconditionFailed', 412);
        if (++unconditional === 2) await s3.put(archiveKey, seededRandom(9).bytes(archiveBytes.length));
      },
    });
    const archive = await S3Source.open(client, { bucket, key: archiveKey });
    store = new S3Store(client, { bucket, prefix: 'batch/', archive });

    await expect(compose()).rejects.toMatchObject({ code: 'ARCHIVE_CHANGED' });
    expect(await s3.keys('batch/')).toEqual([]);
  });
});
