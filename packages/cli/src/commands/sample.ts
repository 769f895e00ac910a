import { existsSync } from 'node:fs';
import { formatBytes, plural } from '@biospex/batch-core';
import { writeSampleExport } from '@biospex/batch-sample';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';
import { printable, quoted } from '../output/printable.ts';
import { reasonOf } from '../output/reason-of.ts';
import { withProgress } from '../output/terminal-progress.ts';

export interface SampleOptions {
  readonly images: number;
  readonly order: 'manifest' | 'shuffled';
  readonly size: number;
  readonly seed: number;
  /** @default by the file's extension */
  readonly format?: 'zip' | 'tar.gz';
}

const PLANTED =
  'Planted on purpose: 1 row in 100 has a phantom file name, 1 in 5 has cells with quotes, commas or line breaks.';

/** `biospex-batch sample`: writes a realistic export. */
export async function sample(file: string, options: SampleOptions, run: Run): Promise<void> {
  const { signal, stdout, stderr } = run;
  const { size: imageBytes, format = formatByEnding(file), ...more } = options;
  if (existsSync(file))
    throw new CommandError(
      'SAMPLE_FAILED',
      `${quoted(file)} already exists; remove it, or choose another name`,
    );
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
    const count = plural(images, 'image');
    stdout.write(`${printable(file)}: ${count}, ${formatBytes(bytes)}\n${PLANTED}\n`);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CommandError('SAMPLE_FAILED', `${quoted(file)} cannot be written: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** @throws CommandError SAMPLE_FAILED for the extension of another archive format */
function formatByEnding(file: string): 'zip' | 'tar.gz' {
  if (/\.(?:tar\.gz|tgz)$/i.test(file)) return 'tar.gz';
  if (/\.(?:tar|tar\.\w+|gz|bz2|xz|7z|rar)$/i.test(file))
    throw new CommandError(
      'SAMPLE_FAILED',
      `${quoted(file)} has the extension of another archive format: name it .zip or .tar.gz, or add --format`,
    );
  return 'zip';
}
