import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const command = fileURLToPath(new URL('../../../cli/dist/biospex-batch.js', import.meta.url));

/** The function as it is built for Lambda, once before the slow tests. */
export const bundle = fileURLToPath(new URL('../../../lambda/dist/handler.mjs', import.meta.url));

/** Runs the built `biospex-batch`, which knows nothing of this package. */
export async function runCommand(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [command, ...args]);
  return stdout;
}
