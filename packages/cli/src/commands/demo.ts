import { runDemo } from '@biospex/batch-local-stack';
import type { Run } from '../io.ts';
import { verify } from './verify.ts';

/** `biospex-batch demo`: runs the whole system once, in a folder that is replaced. */
export async function demo(folder: string, format: 'zip' | 'tar.gz', run: Run): Promise<void> {
  const print = (line: string): void => void run.stdout.write(`${line}\n`);
  const verifyBatches = (archive: string, batches: string): Promise<void> =>
    verify(archive, batches, {}, run);
  await runDemo({ folder, format, signal: run.signal, print, verify: verifyBatches });
}
