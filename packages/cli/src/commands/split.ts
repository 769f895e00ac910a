import { composeBatches } from '@biospex/batch-core';
import { withArchive } from '../archive/open-archive.ts';
import { openDestination } from '../destination/open-destination.ts';
import { printBatches } from '../output/print-batches.ts';
import { TerminalProgress } from '../output/terminal-progress.ts';
import { s3Transfer } from '../s3-session.ts';
import type { SplitFlags } from '../flags.ts';
import { planFrom } from './plan.ts';

export type SplitCommandOptions = SplitFlags & { readonly signal: AbortSignal };

/** `biospex-batch split`: writes the batches of an archive into a directory. */
export async function split(archive: string, options: SplitCommandOptions): Promise<void> {
  const progress = new TerminalProgress(process.stderr);
  const startedAt = performance.now();
  try {
    const { plan, spooledBytes } = await withArchive(
      archive,
      { signal: options.signal, progress },
      async (opened) => {
        const planned = await planFrom(opened, archive, options, { progress });
        const destination = await openDestination(options.out, {
          archivePath: archive,
          archive: opened,
          durable: options.fsync,
          signal: options.signal,
        });
        await destination.refuseToSpoil(planned);
        await composeBatches(planned, opened.source, destination.store, { signal: options.signal, progress });
        return { plan: planned, spooledBytes: opened.spooledBytes };
      },
    );
    progress.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    printBatches(plan, {
      title: `${archive} is split into ${options.out}`,
      json: options.json === true,
      seconds,
      spooledBytes,
      transfer: await s3Transfer(),
    });
  } finally {
    progress.stop();
  }
}
