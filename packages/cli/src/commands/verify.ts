import { DEFAULT_BATCH_SIZE, formatCount, plural } from '@biospex/batch-core';
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

/** `biospex-batch verify`: compares batches, in a directory or in S3, with their archive. */
export async function verify(
  archive: string,
  place: string,
  options: VerifyOptions,
  { s3, signal, stderr, stdout }: Run,
): Promise<void> {
  const { name = stemOf(archive), as, mend } = options;
  const run = { s3, signal };
  const startedAt = performance.now();
  const manifest = await readOwnManifest(options.manifest);
  const { problems, problemCount, ...verified } = await withProgress(stderr, async (progress) => {
    const batches = await openBatchPlace(place, run);
    return withArchive(archive, { run, progress }, async (opened) => {
      // Batches may leave out rows without an image, so those must not stop the planning.
      const planOptions = { ...options, batchSize: DEFAULT_BATCH_SIZE, missing: 'skip' } as const;
      const plan = await planFrom(opened, planOptions, { signal, progress, manifest, dryRun: true });
      const found = await verifyBatches(plan, opened.source, {
        place: batches,
        stem: name,
        as,
        manifest: { own: manifest?.bytes, mend },
        signal,
        onImage: (done, total) => progress.report('verify', done, total),
      });
      return { ...found, findings: plan.findings };
    });
  });
  if (problemCount > 0) throw verificationError(place, problems, problemCount, options);
  const { skippedRows, ...batches } = verified;
  const transfer = s3.transfer();
  if (options.json === true) return void stdout.write(`${JSON.stringify({ ...verified, transfer })}\n`);
  const seconds = formatSeconds((performance.now() - startedAt) / 1000);
  const of = `${printable(options.manifest ?? archive)}${mend === true ? ', mended,' : ''}`;
  const skipped = skippedRows === 0 ? '' : `, except ${plural(skippedRows, 'row')} without an image`;
  stdout.write(
    `${batchTable(batches)}\n\nVerified in ${seconds}. The batches hold every row of ${of} once and every image, byte for byte${skipped}.\n${describeTransfer(transfer)}`,
  );
}

function verificationError(
  place: string,
  problems: VerifiedBatches['problems'],
  count: number,
  { manifest, mend }: VerifyOptions,
): CommandError {
  const more = count > problems.length ? `; and ${formatCount(count - problems.length)} more` : '';
  const isPlain = manifest === undefined && mend !== true;
  const hint =
    isPlain && problems.some((problem) => problem.includes("in the archive's manifest"))
      ? '. If the batches were made with --mend or --manifest, verify them with the same options'
      : problems.some((problem) =>
            /does not exist|damaged in the archive|cannot be read: E[A-Z]+:/.test(problem),
          )
        ? ''
        : '. Remove these batches, and split again';
  return new CommandError(
    'VERIFICATION_FAILED',
    `${plural(count, 'problem')} in ${quoted(place)}: ${problems.join('; ')}${more}${hint}`,
  );
}
