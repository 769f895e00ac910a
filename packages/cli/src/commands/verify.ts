import type { Transfer } from '@biospex/batch-aws';
import { DEFAULT_BATCH_SIZE, type Plan } from '@biospex/batch-core';
import { readOwnManifest } from '../archive/given-file.ts';
import { stemOf, withArchive } from '../archive/open-archive.ts';
import { CommandError } from '../command-error.ts';
import type { BatchKind } from '../destination/guard-output.ts';
import type { Run } from '../io.ts';
import { formatSeconds } from '../output/format.ts';
import { batchTable } from '../output/batch-table.ts';
import { describeTransfer } from '../output/print-batches.ts';
import { printable, quoted } from '../output/printable.ts';
import { withProgress } from '../output/terminal-progress.ts';
import { openBatchPlace } from '../verify/batch-place.ts';
import { verifyBatches, type VerifiedBatches } from '../verify/verify-batches.ts';
import { planFrom } from './plan.ts';

export interface VerifyOptions {
  readonly name?: string;
  readonly manifest?: string;
  readonly mend?: boolean;
  readonly as?: BatchKind;
  readonly json?: boolean;
}

/** Problems named in the error; their count is always whole. */
const MAX_SHOWN_PROBLEMS = 5;

/** `biospex-batch verify`: compares batches, in a directory or in S3, with their archive. */
export async function verify(
  archive: string,
  place: string,
  options: VerifyOptions,
  run: Run,
): Promise<void> {
  const { signal } = run;
  const startedAt = performance.now();
  const manifest = await readOwnManifest(options.manifest);
  const verified = await withProgress(run.stderr, async (progress) => {
    const batches = await openBatchPlace(place, run);
    return withArchive(archive, { run, progress }, async (opened) => {
      // Rows without an image may have been left out of the batches, so they must not stop the planning.
      const planOptions = { ...options, batchSize: DEFAULT_BATCH_SIZE, missing: 'skip' } as const;
      const plan = await planFrom(opened, planOptions, { signal, progress, manifest, dryRun: true });
      const found = await verifyBatches(plan, opened.source, {
        place: batches,
        stem: options.name ?? stemOf(archive),
        as: options.as,
        manifest: { own: manifest?.bytes, mend: options.mend },
        signal,
        onImage: (done, total) => progress.report('verify', done, total),
      });
      return { ...found, findings: plan.findings };
    });
  });
  if (verified.problemCount > 0) throw verificationError(place, verified, options);
  const seconds = (performance.now() - startedAt) / 1000;
  const transfer = run.s3.transfer();
  const of = `${printable(options.manifest ?? archive)}${options.mend === true ? ', mended,' : ''}`;
  run.stdout.write(describeVerified(verified, of, { json: options.json === true, seconds, transfer }));
}

function verificationError(
  place: string,
  { problems, problemCount }: VerifiedBatches,
  { manifest, mend }: VerifyOptions,
): CommandError {
  const shown = problems.slice(0, MAX_SHOWN_PROBLEMS);
  const more = problemCount > shown.length ? ` and ${problemCount - shown.length} more` : '';
  const count = problemCount === 1 ? '1 problem' : `${problemCount} problems`;
  const isPlain = manifest === undefined && mend !== true;
  const hint =
    isPlain && shown.some((problem) => problem.includes("in the archive's manifest"))
      ? '; if the batches were made with --mend or --manifest, give verify the same'
      : '';
  return new CommandError(
    'VERIFICATION_FAILED',
    `${count} in ${quoted(place)}: ${shown.join('; ')}${more}${hint}`,
  );
}

function describeVerified(
  verified: VerifiedBatches & Pick<Plan, 'findings'>,
  of: string,
  { json, seconds, transfer }: { json: boolean; seconds: number; transfer: Transfer | undefined },
): string {
  const { batches, rows, images, bytes, findings, skippedRows } = verified;
  if (json) return `${JSON.stringify({ batches, rows, images, bytes, findings, transfer, skippedRows })}\n`;
  const skipped = skippedRows === 0 ? '' : `, but for ${skippedRows} without an image in the archive`;
  return `${batchTable(verified)}\n\nVerified in ${formatSeconds(seconds)}: every row of ${of} is in exactly one batch, byte for byte${skipped}; every image is there with the archive's bytes and CRC-32.\n${describeTransfer(transfer)}`;
}
