import { composeBatches, type Plan } from '@biospex/batch-core';
import { withArchive } from '../archive/open-archive.ts';
import { readOwnManifest } from '../archive/own-manifest.ts';
import { CommandError } from '../command-error.ts';
import { openDestination } from '../destination/open-destination.ts';
import type { Run } from '../io.ts';
import { describeMoved, printBatches } from '../output/print-batches.ts';
import { quoted } from '../output/printable.ts';
import { withProgress, type TerminalProgress } from '../output/terminal-progress.ts';
import { isS3Url } from '../s3-location.ts';
import { planFrom, type PlanCommandOptions } from './plan.ts';

export interface SplitOptions extends PlanCommandOptions {
  readonly out: string;
  readonly fsync: boolean;
  readonly as: 'zips' | 'folders';
  readonly tag?: Readonly<Record<string, string>>;
}

interface Split {
  readonly plan: Plan;
  readonly spooledBytes: number | undefined;
  readonly notes: ReadonlySet<string>;
}

/** `biospex-batch split`: writes the batches of an archive into a directory, or below a prefix in S3. */
export async function split(archive: string, options: SplitOptions, run: Run): Promise<void> {
  const { out, as, fsync: durable, tag: tags } = options;
  const { signal } = run;
  const startedAt = performance.now();
  const manifest = await readOwnManifest(options.manifest);
  const work = (progress: TerminalProgress): Promise<Split> =>
    withArchive(archive, { run, progress }, async (opened) => {
      const planned = await planFrom(opened, archive, options, { signal, progress, manifest });
      const given = { archivePath: archive, archive: opened, as, durable, tags, run };
      const destination = await openDestination(out, given);
      await destination.refuseToSpoil(planned);
      await composeBatches(planned, opened.source, destination.store, { signal, progress });
      return {
        plan: planned,
        spooledBytes: opened.isSpooled ? opened.spooledBytes : undefined,
        notes: destination.notes,
      };
    });
  const moved = isS3Url(out) ? (): string => describeMoved(run.s3.transfer()) : undefined;
  const { plan, spooledBytes, notes } = await withProgress(run.stderr, work, moved).catch(
    (cause: unknown) => {
      if (!signal.aborted || !isS3Url(out)) throw cause;
      throw new CommandError('ABORTED', `batches that were finished stay in ${quoted(out)}`, { cause });
    },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const title = `${archive} is split into ${out}`;
  const transfer = run.s3.transfer();
  printBatches(plan, run.stdout, { ...options, title, seconds, transfer, spooledBytes, saved: { as, out } });
  for (const note of notes) run.stderr.write(`note: ${note}\n`);
}
