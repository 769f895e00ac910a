import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../../lambda/scripts/bundle.mjs', import.meta.url));

/** Bundles the Lambda function into a folder; returns its path. */
export async function buildFunction(folder: string): Promise<string> {
  const bundle = join(folder, 'handler.mjs');
  await promisify(execFile)(process.execPath, [script, bundle]);
  return bundle;
}
