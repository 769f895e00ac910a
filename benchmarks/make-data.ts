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

/** Roughly what an image takes in an archive besides its own bytes: headers, descriptor, and its row. */
const entryOverheadBytes = 400;

/** How many bytes an archive of that size has at most. */
export function estimateArchiveBytes({ images, imageBytes }: ArchiveSize): number {
  return images * (imageBytes + entryOverheadBytes);
}

/**
 * Writes an export archive. Its images are random bytes, as incompressible as JPEGs: nothing here looks into them.
 * A process of its own does it, so that this one stays small.
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
 * Writes the names of the images of each of ten batches, one a line, for the programs that take them so:
 * `batch-01.txt` and so on. They belong to an archive whose order is that of its manifest.
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
