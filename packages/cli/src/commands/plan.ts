import { planArchive, type Plan, type PlanOptions } from '@biospex/batch-core';
import { inflateByZlib } from '@biospex/batch-core/node';
import { stemOf, withArchive, type Archive } from '../archive/open-archive.ts';
import { readOwnManifest } from '../archive/given-file.ts';
import type { Run } from '../io.ts';
import { printBatches } from '../output/print-batches.ts';
import { withProgress } from '../output/terminal-progress.ts';
import { writeReport } from '../output/write-report.ts';

export interface PlanCommandOptions {
  readonly batchSize: number;
  readonly missing: 'fail' | 'skip';
  readonly name?: string;
  /** Path of a manifest to use in place of the archive's. */
  readonly manifest?: string;
  readonly mend?: boolean;
  /** Path of a CSV for every row of the pre-flight report. */
  readonly report?: string;
  readonly json?: boolean;
}

/** Places of each finding in `--report`, as on the page: more would fill the memory. */
const MAX_REPORTED_PLACES = 200_000;

/** `biospex-batch plan`: shows what a split would write. */
export async function plan(archive: string, options: PlanCommandOptions, run: Run): Promise<void> {
  const { signal } = run;
  const manifest = await readOwnManifest(options.manifest);
  const planned = await withProgress(run.stderr, (progress) =>
    withArchive(archive, { run, progress, dryRun: true }, (opened) =>
      planFrom(opened, options, { signal, progress, manifest, dryRun: true }),
    ),
  );
  const title = `split${options.mend === true ? ' --mend' : ''} would make these batches of ${archive}`;
  printBatches(planned, run.stdout, { ...options, title, transfer: run.s3.transfer() });
}

/** Plans with the options of the command line, and writes the report. Throws CommandError REPORT_FAILED. */
export async function planFrom(
  { source, path }: Archive,
  options: PlanCommandOptions,
  more: Pick<PlanOptions, 'signal' | 'progress' | 'manifest' | 'dryRun'>,
): Promise<Plan> {
  const { report } = options;
  const planned = await planArchive(source, {
    stem: options.name ?? stemOf(path),
    batchSize: options.batchSize,
    missingImages: options.missing,
    mend: options.mend === true,
    inflate: inflateByZlib,
    ...(report !== undefined && { maxPlaces: MAX_REPORTED_PLACES }),
    ...more,
  });
  if (report !== undefined) await writeReport(report, planned.findings);
  more.signal?.throwIfAborted();
  return planned;
}
