import { describe, expect, test } from '@jest/globals';
import { parseS3Url } from '../src/index.ts';

describe('parseS3Url', () => {
  test.each([
    ['s3://biospex-app/export/7-2.zip', 'biospex-app', 'export/7-2.zip'],
    ['s3://biospex-app', 'biospex-app', ''],
    ['s3://biospex-app/', 'biospex-app', ''],
    ['s3://my.bucket/a b%20c?d#e/ü.zip', 'my.bucket', 'a b%20c?d#e/ü.zip'],
    ['s3://biospex-app//two', 'biospex-app', '/two'],
  ])('parses %s', (url, bucket, key) => {
    expect(parseS3Url(url)).toEqual({ bucket, key });
  });

  test.each([
    '',
    'biospex-app/key',
    'https://biospex-app/key',
    's3:/b/k',
    's3://',
    's3:///key',
    's3://UPPER/key',
    's3://a/key',
  ])('refuses %j', (url) => {
    expect(() => parseS3Url(url)).toThrow(
      new TypeError(`${JSON.stringify(url)} is not an S3 address such as s3://bucket/key`),
    );
  });
});
