// repack-in-s3.mjs BUCKET KEY PREFIX DIRECTORY BATCH_SIZE: the original design of this project. Downloads the archive into
// DIRECTORY, makes each batch in the obvious way, and uploads it while it is made.
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { repackArchive } from './repack-archive.mjs';

/** @typedef {{ send(command: object): Promise<{ Body: import('node:stream').Readable }> }} Client */

const requireFromAdapters = createRequire(new URL('../../packages/aws/package.json', import.meta.url));
/** @type {{ GetObjectCommand: new (input: object) => object, S3Client: new (options: object) => Client }} */
const { GetObjectCommand, S3Client } = requireFromAdapters('@aws-sdk/client-s3');
/** @type {{ Upload: new (options: object) => { done(): Promise<unknown> } }} */
const { Upload } = requireFromAdapters('@aws-sdk/lib-storage');

const [Bucket, Key, prefix, directory, batchSize] = process.argv.slice(2);
if (Bucket === undefined || prefix === undefined || directory === undefined || batchSize === undefined) {
  throw new TypeError('needs BUCKET, KEY, PREFIX, DIRECTORY and BATCH_SIZE');
}

// The local server supports neither bucket names in the host nor the SDK's checksums.
const client = new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
const archiveFile = join(directory, 'export.zip');
const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
await pipeline(Body, createWriteStream(archiveFile));

await repackArchive(archiveFile, Number(batchSize), (name, batch) => {
  const body = new PassThrough();
  const upload = new Upload({ client, params: { Bucket, Key: prefix + name, Body: body } });
  return Promise.all([upload.done(), pipeline(batch, body)]);
});
