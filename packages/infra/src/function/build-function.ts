import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the function, as for the local stack, and gives the folder that Lambda gets. */
export function buildFunction(): string {
  const entry = import.meta.resolve('@biospex/batch-lambda');
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/bundle.mjs', entry))], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return fileURLToPath(new URL('../dist', entry));
}
