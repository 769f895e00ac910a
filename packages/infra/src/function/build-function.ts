import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the functions, as for the local stack, and returns the folder to deploy. */
export function buildFunction(): string {
  const entry = import.meta.resolve('@biospex/batch-lambda');
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/bundle.mjs', entry))], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return fileURLToPath(new URL('../dist', entry));
}
