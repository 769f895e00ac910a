import { afterAll, beforeAll } from '@jest/globals';
import { S3Source } from '../../src/index.ts';
import { describeByteSource } from '../../../core/test/contract/byte-source-contract.ts';
import { bucket, startSmallS3, type LocalS3 } from '../helpers/local-s3.ts';

const key = 'export/123-2 ü+.zip';
let s3: LocalS3;

beforeAll(async () => {
  s3 = await startSmallS3();
});
afterAll(() => s3.close());

describeByteSource('S3Source', async (bytes) => {
  await s3.put(key, bytes);
  return { source: await S3Source.open(s3.client, { bucket, key }), close: () => Promise.resolve() };
});
