// serve-s3.mjs DIRECTORY BUCKET: a local S3 that keeps its objects as files in DIRECTORY. Prints its port, and ends with its
// stdin, so that it does not outlive its parent.
import { createRequire } from 'node:module';

/**
 * @typedef {{
 *   run(done: (error: Error | null, address: { port: number }) => void): unknown,
 * }} Server
 */

const requireFromAdapters = createRequire(new URL('../../packages/aws/package.json', import.meta.url));
/** @type {new (options: object) => Server} */
const S3rver = requireFromAdapters('@20minutes/s3rver');

const [directory, bucket] = process.argv.slice(2);
if (directory === undefined || bucket === undefined) throw new TypeError('needs DIRECTORY and BUCKET');

new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  // s3rver computes some signatures wrongly.
  allowMismatchedSignatures: true,
  configureBuckets: [{ name: bucket, configs: [] }],
}).run((error, { port }) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.resume().once('end', () => process.exit());
