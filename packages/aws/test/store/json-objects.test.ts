import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readJsonObject, writeJsonObject } from '../../src/index.ts';
import { bucket, startSmallS3, type LocalS3 } from '../helpers/local-s3.ts';

const key = 'batch/7-2-report.json';

describe('JSON objects', () => {
  let s3: LocalS3;

  beforeAll(async () => {
    s3 = await startSmallS3();
  });
  afterAll(() => s3.close());

  test('are read as they were written', async () => {
    const value = { rows: 4000, names: ['é', '日本'], nothing: null };
    await writeJsonObject(s3.client, bucket, key, value);

    const read = await readJsonObject(s3.client, bucket, key);
    const head = await s3.plainClient.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));

    expect(read).toEqual({ value, etag: head.ETag });
    expect(head.ContentType).toBe('application/json');
  });

  test('are not there before they are written', async () => {
    expect(await readJsonObject(s3.client, bucket, 'batch/none.json')).toBeUndefined();
  });

  test('are refused when they are no JSON', async () => {
    await s3.put('batch/broken.json', Buffer.from('{"rows":'));

    await expect(readJsonObject(s3.client, bucket, 'batch/broken.json')).rejects.toThrow(
      `s3://${bucket}/batch/broken.json holds no JSON`,
    );
  });

  test('are refused when they are too large, and read when they are just small enough', async () => {
    const limit = 1024 ** 2;
    await s3.put('batch/limit.json', Buffer.from(JSON.stringify('x'.repeat(limit - 2))));
    await s3.put('batch/large.json', Buffer.from(JSON.stringify('x'.repeat(limit - 1))));

    expect(await readJsonObject(s3.client, bucket, 'batch/limit.json')).toBeDefined();
    await expect(readJsonObject(s3.client, bucket, 'batch/large.json')).rejects.toThrow(
      `s3://${bucket}/batch/large.json has ${limit + 1} bytes, more than the ${limit} allowed`,
    );
  });
});
