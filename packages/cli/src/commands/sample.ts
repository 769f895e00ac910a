import { existsSync } from 'node:fs';
import { formatBytes } from '@biospex/batch-core';
import { writeSampleExport } from '@biospex/batch-sample';
import { CommandError } from '../command-error.ts';
import { formatCount } from '../output/format.ts';
import { printable, quoted } from '../output/printable.ts';
import { TerminalProgress } from '../output/terminal-progress.ts';
import type { SampleFlags } from '../flags.ts';

/** `biospex-batch sample`: writes a realistic export. */
export async function sample(
  file: string,
  options: SampleFlags & { readonly signal: AbortSignal },
): Promise<void> {
  const progress = new TerminalProgress(process.stderr);
  const format = options.format ?? formatByEnding(file);
  if (existsSync(file)) throw new CommandError('SAMPLE_FAILED', `${quoted(file)} is there already`);
  try {
    const { images, bytes } = await writeSampleExport(file, {
      images: options.images,
      order: options.order,
      imageBytes: options.size,
      seed: options.seed,
      format,
      signal: options.signal,
      onProgress: (done, total) => {
        progress.report('sample', done, total);
      },
    });
    progress.stop();
    process.stdout.write(
      `${printable(file)}: ${formatCount(images)} ${images === 1 ? 'image' : 'images'}, ${formatBytes(bytes)}\n`,
    );
  } catch (error) {
    if (options.signal.aborted) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new CommandError(
      'SAMPLE_FAILED',
      `${quoted(file)} cannot be written: ${REASONS[code] ?? message}`,
      { cause: error },
    );
  } finally {
    progress.stop();
  }
}

/** @throws CommandError SAMPLE_FAILED for the ending of an archive that is not written here */
function formatByEnding(file: string): 'zip' | 'tar.gz' {
  if (/\.(?:tar\.gz|tgz)$/i.test(file)) return 'tar.gz';
  if (/\.(?:tar|tar\.\w+|gz|bz2|xz|7z|rar)$/i.test(file))
    throw new CommandError(
      'SAMPLE_FAILED',
      `${quoted(file)} would be no ZIP archive by its ending: call it .zip or .tar.gz, or add --format`,
    );
  return 'zip';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  EBUSY: 'it is a folder',
  ENOTEMPTY: 'it is a folder',
  ENOSPC: 'the disk is full',
};
