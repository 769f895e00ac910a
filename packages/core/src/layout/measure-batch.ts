import type { PlanContents } from '../plan/plan.ts';
import { CENTRAL_HEADER, END_RECORD, LOCAL_HEADER, UINT16_MAX, UINT32_MAX } from '../zip/records.ts';
import { batchSlice, buildBatch, MANIFEST_NAME } from './build-batch.ts';

export interface BatchMeasure {
  readonly rows: number;
  readonly images: number;
  /** Size of the batch's ZIP in bytes. */
  readonly bytes: number;
}

/**
 * Says what batch `number` (from 1) will measure. Most batches only copy, and their size is a sum; the others, and
 * those that may need ZIP64, are laid out to see.
 */
export function measureBatch(contents: PlanContents, number: number): BatchMeasure {
  const { rows, entries } = batchSlice(contents, number);
  const manifestBytes = sumOfRows(contents, rows);
  const bytes =
    sumOfCopies(contents, entries, manifestBytes) ??
    buildBatch(contents, entries, [new Uint8Array(manifestBytes)]).size;
  return { rows: rows.length, images: entries.length, bytes };
}

function sumOfRows({ manifest: { header, rowStarts, rowEnds } }: PlanContents, rows: Uint32Array): number {
  let bytes = header.end - header.start;
  for (const row of rows) bytes += rowEnds[row]! - rowStarts[row]!;
  return bytes;
}

function sumOfCopies(
  { index, dataStarts }: PlanContents,
  entries: readonly number[],
  manifestBytes: number,
): number | undefined {
  let bytes =
    LOCAL_HEADER.size + CENTRAL_HEADER.size + 2 * MANIFEST_NAME.length + manifestBytes + END_RECORD.size;
  for (const entry of entries) {
    if (dataStarts.has(entry) || !index.hasBareCentralHeader(entry)) return undefined;
    bytes += index.extentEnd(entry) - index.localHeaderOffset(entry) + index.centralHeaderLength(entry);
  }
  return bytes < UINT32_MAX && entries.length + 1 < UINT16_MAX ? bytes : undefined;
}
