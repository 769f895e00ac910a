import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { killGroup } from './run-program.ts';

export const bucket = 'biospex-bench';

const program = fileURLToPath(new URL('programs/serve-s3.mjs', import.meta.url));
/** Suffix that s3rver gives to the file of an object. */
const objectSuffix = '._S3rver_object';

/** An S3 server in a child process. Its objects are files in a directory. */
export interface LocalS3 {
  /** Environment variables that point AWS programs to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hard-links the objects below a prefix, which ends in `/`, into a directory. */
  linkObjects(prefix: string, directory: string): Promise<void>;
  removeObjects(prefix: string): Promise<void>;
  close(): Promise<void>;
}

/** Prepares an object before the server starts. Returns the path for its file. */
export async function prepareObject(directory: string, key: string): Promise<string> {
  const file = `${join(directory, bucket, key)}${objectSuffix}`;
  await mkdir(dirname(file), { recursive: true });
  // Any ETag will do. Without one, the server reads the whole file at the first request.
  await writeFile(`${file}.md5`, '0123456789abcdef0123456789abcdef');
  return file;
}

export async function startLocalS3(directory: string, signal: AbortSignal): Promise<LocalS3> {
  signal.throwIfAborted();
  const server = spawn(process.execPath, [program, directory, bucket], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const stop = (): void => {
    killGroup(server);
  };
  signal.addEventListener('abort', stop);
  const [port] = await Promise.race([
    once(createInterface(server.stdout), 'line') as Promise<string[]>,
    ended.then(() => []),
  ]);
  if (port === undefined) throw new Error('the local S3 did not start');
  const pathOf = (prefix: string): string => join(directory, bucket, prefix);
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-2',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    },
    async linkObjects(prefix, target) {
      const files = (await readdir(pathOf(prefix))).filter((name) => name.endsWith(objectSuffix));
      for (const name of files)
        await link(join(pathOf(prefix), name), join(target, name.slice(0, -objectSuffix.length)));
    },
    removeObjects: (prefix) => rm(pathOf(prefix), { recursive: true, force: true }),
    async close() {
      signal.removeEventListener('abort', stop);
      server.stdin.end();
      await ended;
    },
  };
}
