import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createSampleObjectIds, type SampleOrder } from '../packages/sample/src/index.ts';
import { runProgram } from './run-program.ts';

export interface ArchiveSize {
  readonly images: number;
  readonly imageBytes: number;
}

export const seed = 1;
const program = fileURLToPath(new URL('programs/write-archive.ts', import.meta.url));

/** Upper bound for the headers, data descriptor and manifest row of an image. */
const entryOverheadBytes = 400;

/** Upper bound for the bytes of an archive. */
export function estimateArchiveBytes({ images, imageBytes }: ArchiveSize): number {
  return images * (imageBytes + entryOverheadBytes);
}

/**
 * Writes an export archive whose images are random bytes, as incompressible as JPEGs. A child process does it, to keep
 * the memory of this one small.
 */
export async function makeArchive(
  file: string,
  {
    images,
    imageBytes,
    order,
    format = 'zip',
  }: ArchiveSize & { readonly order: SampleOrder; readonly format?: 'zip' | 'tar.gz' },
  signal: AbortSignal,
): Promise<void> {
  const options = JSON.stringify({ images, imageBytes, order, seed, content: 'noise', format });
  await runProgram(
    { program: process.execPath, args: ['--conditions=biospex-source', program, file, options] },
    { signal },
  );
}

/**
 * Writes the image names of ten batches, one name a line, into `batch-01.txt` and so on: input for `zip` and `xargs`. The
 * archive must be in manifest order.
 */
export async function makeNameLists(directory: string, { images }: ArchiveSize): Promise<void> {
  await mkdir(directory);
  const objectId = createSampleObjectIds(seed);
  const batchSize = images / 10;
  for (let batch = 0; batch < 10; batch += 1) {
    const names = Array.from({ length: batchSize }, (_, i) => `${objectId(batch * batchSize + i)}.jpg\n`);
    await writeFile(join(directory, `batch-${String(batch + 1).padStart(2, '0')}.txt`), names.join(''));
  }
}
