import { outputName } from '../plan/output-name.ts';
import type { PlanContents } from '../plan/plan.ts';
import { utf8Length } from '../utf8.ts';
import { CENTRAL_HEADER, END_RECORD, LOCAL_HEADER, UINT16_MAX, UINT32_MAX } from '../zip/records.ts';
import { batchSlice, buildBatch, MANIFEST_NAME } from './build-batch.ts';

export interface BatchMeasure {
  readonly rows: number;
  readonly images: number;
  /** Size of the batch's ZIP in bytes. */
  readonly bytes: number;
}

/** Says what batch `number` (from 1) will measure: a sum, but for batches that may need ZIP64, which are laid out to see. */
export function measureBatch(contents: PlanContents, number: number): BatchMeasure {
  const { rows, entries } = batchSlice(contents, number);
  const manifestBytes = sumOfRows(contents, rows);
  const bytes =
    sumWithoutZip64(contents, entries, manifestBytes) ??
    buildBatch(contents, entries, [new Uint8Array(manifestBytes)]).size;
  return { rows: rows.length, images: entries.length, bytes };
}

function sumOfRows({ manifest: { header, rowStarts, rowEnds } }: PlanContents, rows: Uint32Array): number {
  let bytes = header.end - header.start;
  for (const row of rows) bytes += rowEnds[row]! - rowStarts[row]!;
  return bytes;
}

/** The size of a batch, or undefined where a field of it may be too large to do without ZIP64. */
function sumWithoutZip64(
  contents: PlanContents,
  entries: readonly number[],
  manifestBytes: number,
): number | undefined {
  let bytes =
    LOCAL_HEADER.size + CENTRAL_HEADER.size + 2 * MANIFEST_NAME.length + manifestBytes + END_RECORD.size;
  for (const entry of entries) {
    if (contents.index.uncompressedSize(entry) >= UINT32_MAX) return undefined;
    bytes += bytesOfImage(contents, entry);
  }
  return bytes < UINT32_MAX && entries.length + 1 < UINT16_MAX ? bytes : undefined;
}

/** What an image takes: its bytes as `layOutImages` adds them, and its central header. */
function bytesOfImage({ index, dataStarts, respellings }: PlanContents, entry: number): number {
  if (!dataStarts.has(entry)) {
    const copied = index.extentEnd(entry) - index.localHeaderOffset(entry);
    return copied + CENTRAL_HEADER.size + index.storedNameLength(entry);
  }
  const nameLength = utf8Length(outputName(index, entry, respellings.get(entry)));
  return LOCAL_HEADER.size + nameLength + index.compressedSize(entry) + CENTRAL_HEADER.size + nameLength;
}
