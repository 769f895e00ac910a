import { DEFAULT_BATCH_SIZE, type Plan } from '@biospex/batch-core';
import { CommandError } from '../command-error.ts';
import { stemOf, withArchive } from '../archive/open-archive.ts';
import { formatSeconds } from '../output/format.ts';
import { batchTable } from '../output/print-batches.ts';
import { printable, quoted } from '../output/printable.ts';
import { TerminalProgress } from '../output/terminal-progress.ts';
import { isS3Url } from '../s3-location.ts';
import type { VerifyFlags } from '../flags.ts';
import { verifyBatches, type VerifiedBatches } from '../verify/verify-batches.ts';
import { planFrom } from './plan.ts';

/** Problems named in the error; their count is always whole. */
const MAX_SHOWN_PROBLEMS = 5;

/** `biospex-batch verify`: compares the batches in a directory with their archive. */
export async function verify(
  archive: string,
  directory: string,
  options: VerifyFlags & { readonly signal: AbortSignal },
): Promise<void> {
  if (isS3Url(directory)) {
    throw new CommandError(
      'ADDRESS_INVALID',
      `batches are verified in a directory, not in ${quoted(directory)}; copy them here first`,
    );
  }
  const progress = new TerminalProgress(process.stderr);
  const startedAt = performance.now();
  try {
    const verified = await withArchive(archive, { signal: options.signal, progress }, async (opened) => {
      // Rows without an image may have been left out of the batches, so they must not stop the planning.
      const planOptions = { ...options, batchSize: DEFAULT_BATCH_SIZE, missing: 'skip' } as const;
      const plan = await planFrom(opened, archive, planOptions, { progress });
      const found = await verifyBatches(plan, opened.source, {
        directory,
        stem: options.name ?? stemOf(archive),
        signal: options.signal,
        onImage: (done, total) => {
          progress.report('verify', done, total);
        },
      });
      return { ...found, findings: plan.findings };
    });
    progress.stop();
    if (verified.problemCount > 0) throw verificationError(directory, verified);
    print(verified, archive, {
      json: options.json === true,
      seconds: (performance.now() - startedAt) / 1000,
    });
  } finally {
    progress.stop();
  }
}

function verificationError(directory: string, { problems, problemCount }: VerifiedBatches): CommandError {
  const shown = problems.slice(0, MAX_SHOWN_PROBLEMS);
  const more = problemCount > shown.length ? ` and ${problemCount - shown.length} more` : '';
  const count = problemCount === 1 ? '1 problem' : `${problemCount} problems`;
  return new CommandError(
    'VERIFICATION_FAILED',
    `${count} in ${quoted(directory)}: ${shown.join('; ')}${more}`,
  );
}

function print(
  verified: VerifiedBatches & Pick<Plan, 'findings'>,
  archive: string,
  { json, seconds }: { json: boolean; seconds: number },
): void {
  const { batches, rows, images, bytes, findings, skippedRows } = verified;
  if (json) {
    process.stdout.write(`${JSON.stringify({ batches, rows, images, bytes, findings, skippedRows })}\n`);
    return;
  }
  const skipped = skippedRows === 0 ? '' : `, but for ${skippedRows} without an image in the archive`;
  process.stdout.write(
    `${batchTable(verified)}\n\nVerified in ${formatSeconds(seconds)}: every row of ${printable(archive)} is in exactly one batch, byte for byte${skipped}; every image is there with the archive's bytes and CRC-32.\n`,
  );
}
