import { crc32 } from 'node:zlib';
import Papa from 'papaparse';
import type { File } from 'unzipper';
import type { Plan } from '@biospex/batch-core';
import type { FileSource } from '@biospex/batch-core/node';
import { quote, type OpenedBatch } from './open-batch.ts';
import type { Problems } from './problems.ts';
import { readSourceEntry } from './read-source-entry.ts';

export interface BatchUnderTest {
  readonly file: string;
  readonly batch: OpenedBatch;
  /** The rows (from 0) of the source's manifest that are in it. */
  readonly rows: readonly number[];
}

export interface VerifyImagesOptions {
  readonly problems: Problems;
  readonly signal: AbortSignal;
  readonly onImage: () => void;
}

/** Checks that the images of a batch are those its rows name, no more, with the bytes and CRC-32 of the source's. */
export async function verifyImages(
  plan: Plan,
  source: FileSource,
  { file, batch, rows }: BatchUnderTest,
  { problems, signal, onImage }: VerifyImagesOptions,
): Promise<void> {
  const entryOfRow = new Map<number, number>();
  plan.contents.keptRows.forEach((row, i) => entryOfRow.set(row, plan.contents.keptEntries[i] ?? 0));
  const seen = new Set<string>();
  const names = imageNames(batch.manifest);
  for (const [i, row] of rows.entries()) {
    signal.throwIfAborted();
    const name = names[i] ?? '';
    if (seen.has(name)) continue;
    seen.add(name);
    const image = batch.images.get(name);
    const entry = entryOfRow.get(row);
    if (image === undefined || entry === undefined) problems.add(`${file}: image ${quote(name)} of row ${row + 1} is not in the batch`);
    else await verifyImage(plan, source, { file, image, entry }, problems);
    onImage();
  }
  for (const name of batch.images.keys()) {
    if (!seen.has(name)) problems.add(`${file}: ${quote(name)} is named by no row of the batch`);
  }
}

/** The image names of a batch's manifest, read as Zooniverse's project builder reads it. */
function imageNames(manifest: Buffer): string[] {
  const { data, meta } = Papa.parse<Record<string, string>>(manifest.toString('utf8').trim(), { header: true, delimiter: ',' });
  const column = meta.fields?.find((field) => field.trim().toLowerCase() === 'imagename') ?? '';
  return data.map((row) => row[column] ?? '');
}

async function verifyImage(
  plan: Plan,
  source: FileSource,
  { file, image, entry }: { file: string; image: File; entry: number },
  problems: Problems,
): Promise<void> {
  const { index } = plan.contents;
  try {
    const actual = await image.buffer();
    const expected = await readSourceEntry(source, index, entry);
    if (!actual.equals(expected)) problems.add(`${file}: image ${quote(image.path)} does not have the bytes of the archive's`);
    const crc = crc32(actual);
    if (crc !== image.crc32 || crc !== index.crc32(entry)) problems.add(`${file}: image ${quote(image.path)} does not have its CRC-32`);
  } catch (error) {
    problems.add(`${file}: image ${quote(image.path)} cannot be read: ${(error as Error).message}`);
  }
}
