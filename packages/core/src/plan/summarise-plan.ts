import { measureBatch } from '../layout/measure-batch.ts';
import { checkBatchSize } from './check-options.ts';
import type { Plan, PlanContents, PlannedBatch } from './plan.ts';

/** What the batches of an archive will hold. */
export function summarisePlan(contents: PlanContents, findings: Plan['findings']): Plan {
  const batches: PlannedBatch[] = [];
  const { keptRows, batchSize, stem } = contents;
  for (let number = 1; (number - 1) * batchSize < keptRows.length; number++) {
    batches.push({ file: `${stem}-part${number}.zip`, ...measureBatch(contents, number) });
  }
  const sum = (field: 'rows' | 'images' | 'bytes'): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  return { batches, rows: sum('rows'), images: sum('images'), bytes: sum('bytes'), findings, contents };
}

/**
 * The same plan with another number of rows to a batch, exactly as `planArchive` would make it, without reading anything:
 * quick enough to follow a slider. Both plans can be used.
 *
 * @throws RangeError for a batch size that cannot be
 */
export function resizeBatches(plan: Plan, batchSize: number): Plan {
  checkBatchSize(batchSize);
  return summarisePlan({ ...plan.contents, batchSize }, plan.findings);
}
