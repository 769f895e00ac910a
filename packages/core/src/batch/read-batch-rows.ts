import type { Manifest } from '../manifest/manifest.ts';
import { RowReader } from '../manifest/row-reader.ts';
import { outputName } from '../plan/output-name.ts';
import { CONTENTS, sliceBatch, type Plan } from '../plan/plan.ts';

/** A row of a batch, to look at. */
export interface BatchRow {
  /** The manifest row, counted from 1 below the header, rows without content left out. */
  readonly number: number;
  /** Its cells, unquoted, as many as there are columns. */
  readonly cells: readonly string[];
  /** Its image's name in the batch. */
  readonly image: string;
  /** The image's size in bytes, unpacked. */
  readonly imageBytes: number;
  /** Stands for the image: what `locateEntry` takes. */
  readonly entry: number;
}

/**
 * The rows of batch `number` from position `from` (the first is 0) to before `to`, as far as there are any.
 *
 * @throws RangeError if the plan has no such batch
 * @throws TypeError if the plan was a dry run
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
