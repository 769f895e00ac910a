import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds the function into a folder, as for Lambda, and gives its path. */
export async function buildBundle(folder: string): Promise<string> {
  const bundle = join(folder, 'handler.mjs');
  await run(process.execPath, [join(packages, 'lambda/scripts/bundle.mjs'), bundle]);
  return bundle;
}

/** Runs `biospex-batch`, which knows nothing of this package. */
export async function runCommand(...args: readonly string[]): Promise<string> {
  const command = join(packages, 'cli/src/biospex-batch.ts');
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, ['--conditions=biospex-source', command, ...args], { env });
  return stdout;
}
