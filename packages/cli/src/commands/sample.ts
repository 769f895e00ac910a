import { CommandError, UsageError } from '../command-error.ts';
import { formatBytes, formatCount } from '../output/format.ts';
import { TerminalProgress } from '../output/terminal-progress.ts';
import type { SampleFlags } from '../program.ts';
import { writeSampleExport } from '../sample/write-sample-export.ts';

/** `biospex-batch sample`: writes a realistic export. */
export async function sample(file: string, options: SampleFlags & { readonly signal: AbortSignal }): Promise<void> {
  const progress = new TerminalProgress(process.stderr);
  try {
    const { images, bytes } = await writeSampleExport(file, {
      images: options.images,
      order: options.order,
      imageBytes: options.size,
      seed: options.seed,
      signal: options.signal,
      onProgress: (done, total) => {
        progress.report('sample', done, total);
      },
    });
    progress.stop();
    process.stdout.write(`${file}: ${formatCount(images)} images, ${formatBytes(bytes)}\n`);
  } catch (error) {
    if (options.signal.aborted) throw error;
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error });
    throw new CommandError('SAMPLE_FAILED', `${JSON.stringify(file)} cannot be written: ${(error as Error).message}`, { cause: error });
  } finally {
    progress.stop();
  }
}
