import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient, type AwsClientStub } from 'aws-sdk-client-mock';
import { abortStaleUploads } from '../../src/index.ts';
import { awsError } from '../helpers/inject.ts';

const now = Date.UTC(2026, 0, 2);
const hour = 3_600_000;
const options = {
  bucket: 'biospex-app',
  prefix: 'batch/7-',
  isOurs: (key: string): boolean => !key.includes('other'),
  olderThanMs: hour,
  now,
};
const upload = (Key: string, ageMs: number): object => ({
  Key,
  UploadId: `of ${Key}`,
  Initiated: new Date(now - ageMs),
});

describe('abortStaleUploads', () => {
  let s3: AwsClientStub<S3Client>;
  let client: S3Client;

  beforeEach(() => {
    client = new S3Client({ region: 'us-east-2' });
    s3 = mockClient(client);
    s3.on(AbortMultipartUploadCommand).resolves({});
  });
  afterEach(() => s3.restore());

  const aborted = (): unknown[] =>
    s3.commandCalls(AbortMultipartUploadCommand).map(({ args }) => args[0].input);

  test('aborts uploads of the age or older, no younger ones', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({
      Uploads: [upload('batch/7-1', hour - 1), upload('batch/7-2', hour), upload('batch/7-3', hour + 1)],
    });

    await abortStaleUploads(client, options);

    expect(aborted()).toEqual([
      { Bucket: 'biospex-app', Key: 'batch/7-2', UploadId: 'of batch/7-2' },
      { Bucket: 'biospex-app', Key: 'batch/7-3', UploadId: 'of batch/7-3' },
    ]);
  });

  test('reads the list page by page, and ignores keys outside the prefix', async () => {
    s3.on(ListMultipartUploadsCommand)
      .resolvesOnce({
        IsTruncated: true,
        NextKeyMarker: 'batch/7-1',
        NextUploadIdMarker: 'of batch/7-1',
        Uploads: [upload('batch/7-1', 2 * hour), upload('other/1', 2 * hour)],
      })
      .resolvesOnce({ Uploads: [upload('batch/7-2', 2 * hour)] });

    await abortStaleUploads(client, options);

    expect(aborted()).toHaveLength(2);
    expect(s3.commandCalls(ListMultipartUploadsCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: 'biospex-app', Prefix: 'batch/7-' },
      { Bucket: 'biospex-app', Prefix: 'batch/7-', KeyMarker: 'batch/7-1', UploadIdMarker: 'of batch/7-1' },
    ]);
  });

  test('leaves uploads of others alone, even if their keys begin the same', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({
      Uploads: [upload('batch/7-other', hour), upload('batch/7-1', hour)],
    });

    await abortStaleUploads(client, options);

    expect(aborted()).toEqual([{ Bucket: 'biospex-app', Key: 'batch/7-1', UploadId: 'of batch/7-1' }]);
  });

  test('goes on after an upload that somebody else has ended', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({
      Uploads: [upload('batch/7-1', hour), upload('batch/7-2', hour)],
    });
    s3.on(AbortMultipartUploadCommand).rejectsOnce(awsError('NoSuchUpload', 404)).resolves({});

    await abortStaleUploads(client, options);

    expect(aborted()).toHaveLength(2);
  });

  test('finds nothing to abort', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({});

    await abortStaleUploads(client, options);

    expect(aborted()).toEqual([]);
  });

  test('has one time limit for all its requests', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({ Uploads: [upload('batch/7-1', hour)] });

    await abortStaleUploads(client, options);

    const limits = s3
      .calls()
      .map(({ args }) => (args as unknown as [unknown, { abortSignal: unknown }])[1].abortSignal);
    expect(limits).toHaveLength(2);
    expect(limits[0]).toBeInstanceOf(AbortSignal);
    expect(limits[1]).toBe(limits[0]);
  });

  test('names the refusal', async () => {
    s3.on(ListMultipartUploadsCommand).rejects(awsError('AccessDenied', 403));

    await expect(abortStaleUploads(client, options)).rejects.toThrow(
      'unfinished uploads of s3://biospex-app/batch/7- cannot be aborted: AccessDenied (HTTP 403), request R1; check the credentials',
    );
  });
});
