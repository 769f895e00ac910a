import { formatPhpCsvRow } from './format-php-csv-row.ts';
import { createSampleRows, manifestColumns } from './sample-rows.ts';
import { createSeededRandom } from './seeded-random.ts';

/** Order of the manifest's rows: that of the images, or shuffled, as if the archive was written in directory order. */
export type SampleOrder = 'manifest' | 'shuffled';

const rowsPerChunk = 500;

/** Makes the manifest of a sample in pieces, so that a million rows are never in memory together. */
export function* makeSampleManifest(options: {
  readonly seed: number;
  readonly images: number;
  readonly order: SampleOrder;
  readonly signal?: AbortSignal | undefined;
}): Generator<Buffer, void, undefined> {
  const { seed, images, order, signal } = options;
  const makeRow = createSampleRows(seed);
  const shuffled = order === 'shuffled' ? shuffleNumbers(seed, images) : undefined;
  let text = formatPhpCsvRow(manifestColumns);
  for (let position = 0; position < images; position += 1) {
    text += formatPhpCsvRow(makeRow(shuffled?.[position] ?? position));
    if (position % rowsPerChunk === 0) {
      signal?.throwIfAborted();
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

/** Shuffles the numbers from 0 to `count` - 1 (Fisher and Yates). */
function shuffleNumbers(seed: number, count: number): Uint32Array {
  const random = createSeededRandom(seed, 'order');
  const numbers = Uint32Array.from({ length: count }, (_, number) => number);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [numbers[last], numbers[other]] = [numbers[other]!, numbers[last]!];
  }
  return numbers;
}
