import { composeBatches, type Plan } from '@biospex/batch-core';
import { DirectoryStore } from '@biospex/batch-core/node';
import { refuseToSpoilOutput } from '../guard-output.ts';
import { withArchive } from '../open-archive.ts';
import { printBatches } from '../output/print-batches.ts';
import { TerminalProgress } from '../output/terminal-progress.ts';
import type { SplitFlags } from '../flags.ts';
import { planFrom } from './plan.ts';

export type SplitCommandOptions = SplitFlags & { readonly signal: AbortSignal };

/** `biospex-batch split`: writes the batches of an archive into a directory. */
export async function split(archive: string, options: SplitCommandOptions): Promise<void> {
  const progress = new TerminalProgress(process.stderr);
  const startedAt = performance.now();
  try {
    const plan: Plan = await withArchive(archive, async (source) => {
      const planned = await planFrom(source, archive, options, { progress });
      await refuseToSpoilOutput(options.out, archive, planned);
      const store = new DirectoryStore(options.out, { durable: options.fsync });
      await composeBatches(planned, source, store, { signal: options.signal, progress });
      return planned;
    });
    progress.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    printBatches(plan, {
      title: `${archive} is split into ${options.out}`,
      json: options.json === true,
      seconds,
    });
  } finally {
    progress.stop();
  }
}
