import { checkWholeNumber } from '../check-misuse.ts';
import { needsNewLocalHeader } from '../plan/output-name.ts';
import { CONTENTS, sliceBatch, type Plan, type PlanContents, type PlannedBatch } from '../plan/plan.ts';
import { buildBatch } from './build-batch.ts';

/** Makes a plan of its contents by sizing its batches. */
export function sizeBatches(contents: PlanContents, findings: Plan['findings']): Plan {
  const { keptRows, batchSize, manifest, index } = contents;
  const batches: PlannedBatch[] = [];
  for (let number = 1; (number - 1) * batchSize < keptRows.length; number++)
    batches.push(sizeBatch(contents, number));
  const sum = (field: 'rows' | 'images' | 'bytes'): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  return {
    batches,
    batchSize,
    rows: sum('rows'),
    images: sum('images'),
    bytes: sum('bytes'),
    manifestRows: manifest.rowCount,
    columns: manifest.columns,
    imageColumn: manifest.imageColumn,
    entryCount: index.count,
    findings,
    [CONTENTS]: contents,
  };
}

/**
 * The same plan with another batch size, exactly as `planArchive` would make it. Reads nothing: quick enough to follow
 * a slider. Both plans can be used.
 *
 * @throws TypeError or RangeError for an invalid batch size
 */
export function resizeBatches(plan: Plan, batchSize: number): Plan {
  checkWholeNumber('batchSize', batchSize);
  return sizeBatches({ ...plan[CONTENTS], batchSize }, plan.findings);
}

/** Takes the size of a layout with placeholders for bytes that are not read yet. */
function sizeBatch(contents: PlanContents, number: number): PlannedBatch {
  const { rows, entries } = sliceBatch(contents, number);
  const { index, respellings, stem } = contents;
  const { header, rowStarts, rowEnds } = contents.manifest;
  const size = rows.reduce(
    (total, row) => total + rowEnds[row]! - rowStarts[row]!,
    header.end - header.start,
  );
  const dataStarts = new Map<number, number>();
  for (const entry of entries)
    if (needsNewLocalHeader(index, entry, respellings.get(entry))) dataStarts.set(entry, 0);
  const manifest = { segments: [{ kind: 'range', start: 0, end: size }], size, crc32: 0 } as const;
  const { size: bytes } = buildBatch(contents, entries, dataStarts, manifest);
  const unpackedBytes = entries.reduce((total, entry) => total + index.uncompressedSize(entry), size);
  return {
    file: `${stem}-part${number}.zip`,
    rows: rows.length,
    images: entries.length,
    bytes,
    unpackedBytes,
  };
}
