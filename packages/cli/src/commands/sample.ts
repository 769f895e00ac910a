import { existsSync } from 'node:fs';
import { formatBytes, formatCount } from '@biospex/batch-core';
import { writeSampleExport } from '@biospex/batch-sample';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';
import { printable, quoted } from '../output/printable.ts';
import { withProgress } from '../output/terminal-progress.ts';

export interface SampleOptions {
  readonly images: number;
  readonly order: 'manifest' | 'shuffled';
  readonly size: number;
  readonly seed: number;
  /** @default by the file's ending */
  readonly format?: 'zip' | 'tar.gz';
}

/** `biospex-batch sample`: writes a realistic export. */
export async function sample(file: string, options: SampleOptions, run: Run): Promise<void> {
  const { signal, stdout, stderr } = run;
  const { size: imageBytes, format = formatByEnding(file), ...more } = options;
  if (existsSync(file)) throw new CommandError('SAMPLE_FAILED', `${quoted(file)} is there already`);
  try {
    const { images, bytes } = await withProgress(stderr, (progress) =>
      writeSampleExport(file, {
        ...more,
        imageBytes,
        format,
        signal,
        onProgress: (done, total) => progress.report('sample', done, total),
      }),
    );
    const count = `${formatCount(images)} ${images === 1 ? 'image' : 'images'}`;
    stdout.write(`${printable(file)}: ${count}, ${formatBytes(bytes)}\n`);
  } catch (error) {
    if (signal.aborted) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new CommandError(
      'SAMPLE_FAILED',
      `${quoted(file)} cannot be written: ${REASONS[code] ?? message}`,
      { cause: error },
    );
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
  ENOSPC: 'the disk is full',
};
