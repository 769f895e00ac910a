import type { Manifest } from '../manifest/manifest.ts';
import { RowReader } from '../manifest/row-reader.ts';
import { outputName } from '../plan/output-name.ts';
import { CONTENTS, sliceBatch, type Plan } from '../plan/plan.ts';

/** A row of a batch, for display. */
export interface BatchRow {
  /** Number of the manifest row: from 1, blank rows left out. */
  readonly number: number;
  /** Its unquoted cells, one for each column. */
  readonly cells: readonly string[];
  /** Its image's name in the batch. */
  readonly image: string;
  /** Unpacked size of the image in bytes. */
  readonly imageBytes: number;
  /** Number of the image's entry, for `locateEntry`. */
  readonly entry: number;
}

/**
 * The rows of batch `number` from position `from` (the first is 0) to before `to`, as far as they exist.
 *
 * @throws RangeError if the plan has no such batch, TypeError if it was a dry run
 */
export function readBatchRows(plan: Plan, number: number, from: number, to: number): BatchRow[] {
  const { index, manifest, keptEntries, respellings, batchSize } = plan[CONTENTS];
  if (manifest.bytes === undefined) throw new TypeError('a plan made with dryRun has no rows to read');
  const first = (number - 1) * batchSize + Math.max(0, from);
  const rows = sliceBatch(plan[CONTENTS], number).rows.subarray(Math.max(0, from), Math.max(0, to));
  return Array.from(rows, (row, i) => {
    const entry = keptEntries[first + i]!;
    return {
      number: row + 1,
      cells: readCells(manifest, row),
      image: outputName(index, entry, respellings.get(entry)),
      imageBytes: index.uncompressedSize(entry),
      entry,
    };
  });
}

function readCells(
  { bytes, lineEnd, columns, rowStarts, rowEnds }: Manifest,
  row: number,
): readonly string[] {
  let cells: readonly string[] = [];
  const content = bytes!.subarray(rowStarts[row], rowEnds[row]);
  const reader = new RowReader({
    keptBytes: content.length,
    lineEnd,
    columnCount: columns.length,
    onRow: (read) => {
      cells = read.shownTexts();
    },
  });
  reader.push(content);
  reader.finish();
  return cells;
}
