import { composeBatches } from '@biospex/batch-core';
import { readOwnManifest } from '../archive/given-file.ts';
import { withArchive } from '../archive/open-archive.ts';
import { CommandError } from '../command-error.ts';
import { openDestination, type DestinationOptions } from '../destination/open-destination.ts';
import type { Run } from '../io.ts';
import { describeMoved, printBatches } from '../output/print-batches.ts';
import { quoted } from '../output/printable.ts';
import { withProgress } from '../output/terminal-progress.ts';
import { isS3Url } from '../s3-location.ts';
import { planFrom, type PlanCommandOptions } from './plan.ts';

export type SplitOptions = PlanCommandOptions & DestinationOptions;

/** `biospex-batch split`: writes the batches of an archive to a directory or to S3. */
export async function split(archive: string, options: SplitOptions, run: Run): Promise<void> {
  const { out } = options;
  const { signal, stdout, stderr } = run;
  const startedAt = performance.now();
  const manifest = await readOwnManifest(options.manifest);
  const moved = isS3Url(out) ? (): string => describeMoved(run.s3.transfer()) : undefined;
  const { plan, spooledBytes, notes } = await withProgress(
    stderr,
    (progress) =>
      withArchive(archive, { run, progress }, async (opened) => {
        const planned = await planFrom(opened, options, { signal, progress, manifest });
        const store = await openDestination(planned, opened, options, run);
        await composeBatches(planned, opened.source, store, { signal, progress });
        const spooled = opened.isSpooled ? opened.spooledBytes : undefined;
        return { plan: planned, spooledBytes: spooled, notes: store.notes ?? [] };
      }),
    moved,
  ).catch((cause: unknown) => {
    if (!signal.aborted || !isS3Url(out)) throw cause;
    throw new CommandError('ABORTED', `finished batches stay in ${quoted(out)}`, { cause });
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const title = `Wrote the batches of ${archive} to ${out}`;
  const transfer = run.s3.transfer();
  printBatches(plan, stdout, { ...options, title, seconds, transfer, spooledBytes, saved: options });
  for (const note of notes) stderr.write(`note: ${note}\n`);
}
