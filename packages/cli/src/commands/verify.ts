import type { Transfer } from '@biospex/batch-aws';
import { DEFAULT_BATCH_SIZE, type Plan } from '@biospex/batch-core';
import { CommandError } from '../command-error.ts';
import { stemOf, withArchive } from '../archive/open-archive.ts';
import { formatSeconds } from '../output/format.ts';
import { batchTable, describeTransfer } from '../output/print-batches.ts';
import { printable, quoted } from '../output/printable.ts';
import { TerminalProgress } from '../output/terminal-progress.ts';
import { s3Transfer } from '../s3-session.ts';
import type { VerifyFlags } from '../flags.ts';
import { openBatchFolder } from '../verify/batch-folder.ts';
import { verifyBatches, type VerifiedBatches } from '../verify/verify-batches.ts';
import { planFrom } from './plan.ts';

/** Problems named in the error; their count is always whole. */
const MAX_SHOWN_PROBLEMS = 5;

/** `biospex-batch verify`: compares batches, in a directory or in S3, with their archive. */
export async function verify(
  archive: string,
  place: string,
  options: VerifyFlags & { readonly signal: AbortSignal },
): Promise<void> {
  const progress = new TerminalProgress(process.stderr);
  const startedAt = performance.now();
  try {
    const folder = await openBatchFolder(place, options.signal);
    const verified = await withArchive(archive, { signal: options.signal, progress }, async (opened) => {
      // Rows without an image may have been left out of the batches, so they must not stop the planning.
      const planOptions = { ...options, batchSize: DEFAULT_BATCH_SIZE, missing: 'skip' } as const;
      const plan = await planFrom(opened, archive, planOptions, { progress, dryRun: true });
      const found = await verifyBatches(plan, opened.source, {
        folder,
        stem: options.name ?? stemOf(archive),
        signal: options.signal,
        onImage: (done, total) => {
          progress.report('verify', done, total);
        },
      });
      return { ...found, findings: plan.findings };
    });
    progress.stop();
    if (verified.problemCount > 0) throw verificationError(place, verified);
    print(verified, archive, {
      json: options.json === true,
      seconds: (performance.now() - startedAt) / 1000,
      transfer: await s3Transfer(),
    });
  } finally {
    progress.stop();
  }
}

function verificationError(place: string, { problems, problemCount }: VerifiedBatches): CommandError {
  const shown = problems.slice(0, MAX_SHOWN_PROBLEMS);
  const more = problemCount > shown.length ? ` and ${problemCount - shown.length} more` : '';
  const count = problemCount === 1 ? '1 problem' : `${problemCount} problems`;
  return new CommandError('VERIFICATION_FAILED', `${count} in ${quoted(place)}: ${shown.join('; ')}${more}`);
}

function print(
  verified: VerifiedBatches & Pick<Plan, 'findings'>,
  archive: string,
  { json, seconds, transfer }: { json: boolean; seconds: number; transfer: Transfer | undefined },
): void {
  const { batches, rows, images, bytes, findings, skippedRows } = verified;
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ batches, rows, images, bytes, findings, transfer, skippedRows })}\n`,
    );
    return;
  }
  const skipped = skippedRows === 0 ? '' : `, but for ${skippedRows} without an image in the archive`;
  process.stdout.write(
    `${batchTable(verified)}\n\nVerified in ${formatSeconds(seconds)}: every row of ${printable(archive)} is in exactly one batch, byte for byte${skipped}; every image is there with the archive's bytes and CRC-32.\n${describeTransfer(transfer)}`,
  );
}
