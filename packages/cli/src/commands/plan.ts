import { planArchive, type Plan, type PlanOptions } from '@biospex/batch-core';
import { inflateByZlib } from '@biospex/batch-core/node';
import { stemOf, withArchive, type Archive } from '../archive/open-archive.ts';
import { printBatches } from '../output/print-batches.ts';
import { TerminalProgress } from '../output/terminal-progress.ts';
import { s3Transfer } from '../s3-session.ts';
import type { ArchiveFlags } from '../flags.ts';

export type PlanCommandOptions = ArchiveFlags & { readonly signal: AbortSignal };

/** `biospex-batch plan`: what a split would give. */
export async function plan(archive: string, options: PlanCommandOptions): Promise<void> {
  const progress = new TerminalProgress(process.stderr);
  try {
    const planned = await withArchive(archive, { signal: options.signal, progress, dryRun: true }, (opened) =>
      planFrom(opened, archive, options, { progress, dryRun: true }),
    );
    progress.stop();
    printBatches(planned, {
      title: `${archive} would give`,
      json: options.json === true,
      transfer: await s3Transfer(),
    });
  } finally {
    progress.stop();
  }
}

/** Plans with the command line's options. */
export function planFrom(
  { source }: Archive,
  archive: string,
  options: PlanCommandOptions,
  more: Pick<PlanOptions, 'progress' | 'dryRun'>,
): Promise<Plan> {
  return planArchive(source, {
    stem: options.name ?? stemOf(archive),
    batchSize: options.batchSize,
    missingImages: options.missing,
    signal: options.signal,
    inflate: inflateByZlib,
    ...more,
  });
}
