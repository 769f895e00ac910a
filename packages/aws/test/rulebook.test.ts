import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bucket, startSmallS3, type LocalS3 } from './helpers/local-s3.ts';

const MiB = 1024 ** 2;
const archive = { Bucket: bucket, Key: 'export/a b.zip' };

describe('the S3 rulebook of these tests', () => {
  let s3: LocalS3;
  let upload: { Bucket: string; Key: string; UploadId: string };

  beforeEach(async () => {
    s3 = await startSmallS3();
    await s3.put(archive.Key, Buffer.alloc(6 * MiB));
    await s3.client.send(new HeadObjectCommand(archive));
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'b' }));
    upload = { Bucket: bucket, Key: 'b', UploadId: UploadId! };
  });
  afterEach(() => s3.close());

  const copy = {
    PartNumber: 1,
    CopySource: `${bucket}/export/a%20b.zip`,
    CopySourceIfMatch: '*',
    CopySourceRange: 'bytes=0-99',
  };
  const expectBroken = async (request: Promise<unknown>, rule: string): Promise<void> => {
    await expect(request).rejects.toThrow(`S3 rulebook: ${rule}`);
    expect(s3.rulebook.violations).toEqual([rule]);
    expect(s3.rulebook.openUploads).toEqual(['b']);
    s3.rulebook.violations.splice(0);
    s3.rulebook.forgetUploads();
  };

  test.each([
    ['the archive is read with If-Match', () => s3.client.send(new GetObjectCommand(archive))],
    [
      'part numbers are 1 to 10,000',
      () => s3.client.send(new UploadPartCommand({ ...upload, PartNumber: 10_001, Body: 'x' })),
    ],
    [
      'CopySource is URL-encoded',
      () =>
        s3.client.send(
          new UploadPartCopyCommand({ ...upload, ...copy, CopySource: `${bucket}/export/a b.zip` }),
        ),
    ],
    [
      'a copied range lies inside its object',
      () =>
        s3.client.send(
          new UploadPartCopyCommand({ ...upload, ...copy, CopySourceRange: `bytes=0-${6 * MiB}` }),
        ),
    ],
    [
      'the archive is copied with If-Match',
      () => {
        const { CopySourceIfMatch: _, ...unpinned } = copy;
        return s3.client.send(new UploadPartCopyCommand({ ...upload, ...unpinned }));
      },
    ],
    [
      'every part but the last has 5 MiB',
      async () => {
        const Parts = [];
        for (const PartNumber of [1, 2]) {
          const Body = Buffer.alloc(5 * MiB - 1);
          const { ETag } = await s3.client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
          Parts.push({ PartNumber, ETag });
        }
        await s3.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
      },
    ],
    [
      'uploads are created without checksums',
      () =>
        s3.client.send(
          new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'c', ChecksumAlgorithm: 'CRC32' }),
        ),
    ],
    [
      'tags are at most 10, encoded as URL query parameters',
      () => s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'c', Body: 'x', Tagging: 'a b' })),
    ],
    [
      'a key has at most 1024 bytes',
      () => s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'é'.repeat(513), Body: 'x' })),
    ],
  ] as [string, () => Promise<unknown>][])('notices that %s', async (rule, request) => {
    await expectBroken(request(), rule);
  });
});
