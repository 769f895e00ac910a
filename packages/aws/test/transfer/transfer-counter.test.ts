import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_TRANSFER as none, S3Source, TransferCounter } from '../../src/index.ts';
import { awsError, inject } from '../helpers/inject.ts';
import { bucket, startSmallS3, type LocalS3 } from '../helpers/local-s3.ts';

describe('TransferCounter', () => {
  let s3: LocalS3;
  let counter: TransferCounter;

  beforeEach(async () => {
    s3 = await startSmallS3();
    counter = new TransferCounter();
    counter.attach(s3.plainClient);
  });
  afterEach(() => s3.close());

  test('starts at zero', () => {
    expect(counter.snapshot()).toEqual(none);
  });

  test('counts requests and the bytes of their bodies', async () => {
    await s3.put('a', Buffer.alloc(1000));
    await s3.put('b', Buffer.alloc(500));
    await s3.get('a');

    expect(counter.snapshot()).toEqual({
      ...none,
      putRequests: 2,
      getRequests: 1,
      bytesUp: 1500,
      bytesDown: 1000,
    });
  });

  test('counts a source’s requests', async () => {
    await s3.put('a', Buffer.alloc(3_000_000));
    const { bytesUp } = counter.snapshot();
    const source = await S3Source.open(s3.plainClient, { bucket, key: 'a' });
    await source.read(new Uint8Array(1_500_000), 0);

    expect(counter.snapshot()).toEqual({
      ...none,
      putRequests: 1,
      bytesUp,
      getRequests: 2,
      otherRequests: 1,
      bytesDown: 1024 ** 2 + 1_500_000,
    });
  });

  test('counts every attempt', async () => {
    inject(s3.plainClient, {
      command: 'PutObject',
      afterAttempt: (number) => {
        if (number === 1) throw awsError('InternalError', 500);
      },
    });

    await s3.plainClient.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: Buffer.alloc(1000) }));

    expect(counter.snapshot()).toMatchObject({ putRequests: 2, bytesUp: 2000 });
  });

  test('counts copied bytes, but not those of a failed copy', async () => {
    await s3.put('export/a', Buffer.alloc(6 * 1024 ** 2));
    const copy = (key: string): Promise<unknown> =>
      s3.plainClient.send(
        new UploadPartCopyCommand({
          Bucket: bucket,
          Key: 'b',
          UploadId: upload,
          PartNumber: 1,
          CopySource: `${bucket}/${key}`,
          CopySourceRange: 'bytes=100-1099',
        }),
      );
    const { UploadId: upload } = await s3.plainClient.send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'b' }),
    );

    await copy('export/a');
    await expect(copy('export/none')).rejects.toThrow();

    expect(counter.snapshot()).toMatchObject({ copyRequests: 2, bytesCopied: 1000 });
  });

  test('passes on the reset of a body', async () => {
    await s3.put('a', Buffer.alloc(2_000_000));
    const { Body } = await s3.plainClient.send(new GetObjectCommand({ Bucket: bucket, Key: 'a' }));

    (Body as unknown as { destroy(error: Error): void }).destroy(new Error('reset'));

    await expect(Body!.transformToByteArray()).rejects.toThrow();
  });
});
