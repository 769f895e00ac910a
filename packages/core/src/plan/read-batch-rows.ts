import { batchSlice } from '../layout/build-batch.ts';
import { fromByteText } from '../manifest/byte-text.ts';
import { parseHeader } from '../manifest/parse-header.ts';
import { RowScanner } from '../manifest/row-scanner.ts';
import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import { readDataStart } from '../zip/local-headers.ts';
import { METHOD } from '../zip/records.ts';
import { outputName } from './output-name.ts';
import type { Plan } from './plan.ts';

/** A row of a batch, to look at. */
export interface BatchRow {
  /** The manifest row, counted from 1 below the header, without blank lines. */
  readonly number: number;
  /** Its cells, unquoted, as many as there are columns. */
  readonly cells: readonly string[];
  /** Its image's name in the batch. */
  readonly image: string;
  /** The image's size in bytes, unpacked. */
  readonly imageBytes: number;
  /** Stands for the image: what `locateImage` takes. */
  readonly entry: number;
}

/** Where an image lies in the archive. */
export interface ImageLocation {
  /** Its bytes `[start, end)` in the archive. */
  readonly start: number;
  readonly end: number;
  /** Whether they are raw deflate data (RFC 1951); else they are the image itself. */
  readonly isDeflated: boolean;
}

/**
 * The column names of the manifest.
 *
 * @throws TypeError when the plan was a dry run
 */
export function columnsOf({ contents: { manifest } }: Plan): string[] {
  return parseHeader(manifestBytes(manifest.bytes).slice(manifest.header.start, manifest.header.end)) ?? [];
}

/**
 * The rows of batch `number` from position `from` (the first is 0) to before `to`, as far as there are any.
 *
 * @throws RangeError when the plan has no such batch
 * @throws TypeError when the plan was a dry run
 */
export function readBatchRows({ contents }: Plan, number: number, from: number, to: number): BatchRow[] {
  const { index, manifest, keptEntries, respellings, batchSize } = contents;
  const bytes = manifestBytes(manifest.bytes);
  const cells: string[][] = [];
  const scanner = new RowScanner((row) => {
    cells.push(row.cells.map((cell) => (row.isText ? cell : (fromByteText(cell) ?? cell))));
  });
  const first = (number - 1) * batchSize + Math.max(0, from);
  const rows = batchSlice(contents, number).rows.subarray(Math.max(0, from), Math.max(0, to));
  for (const row of rows) scanner.push(bytes.slice(manifest.rowStarts[row]!, manifest.rowEnds[row]!));
  scanner.finish();
  return Array.from(rows, (row, i) => {
    const entry = keptEntries[first + i]!;
    return {
      number: row + 1,
      cells: cells[i]!,
      image: outputName(index, entry, respellings.get(entry)),
      imageBytes: index.uncompressedSize(entry),
      entry,
    };
  });
}

/**
 * Finds the bytes of an image, given by the `entry` of a row.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 * @throws StoreError READ_FAILED
 */
export async function locateImage(plan: Plan, source: ByteSource, entry: number): Promise<ImageLocation> {
  const { index } = plan.contents;
  const start = await readDataStart(guardSource(source), index, entry);
  const end = start + index.compressedSize(entry);
  return { start, end, isDeflated: index.method(entry) === METHOD.deflated };
}

function manifestBytes<T>(bytes: T | undefined): T {
  if (bytes === undefined) throw new TypeError('a plan made with dryRun has no rows to read');
  return bytes;
}
