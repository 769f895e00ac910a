import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { readJsonObject, writeJsonObject } from '../../src/index.ts';
import { bucket, startSmallS3, type LocalS3 } from '../helpers/local-s3.ts';

const place = { bucket, key: 'batch/7-2-report.json' };

describe('JSON objects', () => {
  let s3: LocalS3;

  beforeAll(async () => {
    s3 = await startSmallS3();
  });
  afterAll(() => s3.close());

  test('are read back as written', async () => {
    const value = { rows: 4000, names: ['é', '日本'], nothing: null };

    expect(await writeJsonObject(s3.client, place, value)).toBe(true);

    expect(await readJsonObject(s3.client, place)).toEqual(value);
    const head = await s3.plainClient.send(new HeadObjectCommand({ Bucket: bucket, Key: place.key }));
    expect(head.ContentType).toBe('application/json');
  });

  test('are undefined before they are written', async () => {
    expect(await readJsonObject(s3.client, { bucket, key: 'batch/none.json' })).toBeUndefined();
  });

  test('cannot be read if they are not JSON', async () => {
    await s3.put('batch/broken.json', Buffer.from('{"rows":'));

    await expect(readJsonObject(s3.client, { bucket, key: 'batch/broken.json' })).rejects.toMatchObject({
      code: 'READ_FAILED',
      message: expect.stringContaining(`s3://${bucket}/batch/broken.json cannot be read: `),
    });
  });

  // No local server supports the condition.
  test.each([412, 409])(
    'that must not be replaced are left alone if S3 answers %d',
    async (httpStatusCode) => {
      const aws = mockClient(S3Client);
      aws.on(PutObjectCommand).rejects(Object.assign(new Error(), { $metadata: { httpStatusCode } }));
      try {
        expect(await writeJsonObject(s3.client, place, 1, { onlyIfAbsent: true })).toBe(false);
        await expect(writeJsonObject(s3.client, place, 1)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
        expect(
          aws.calls().map(({ args }) => (args[0].input as { IfNoneMatch?: string }).IfNoneMatch),
        ).toEqual(['*', undefined]);
      } finally {
        aws.restore();
      }
    },
  );
});
