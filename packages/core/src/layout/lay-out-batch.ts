import type { Plan } from '../plan/plan.ts';
import { buildBatch } from './build-batch.ts';
import type { Layout } from './layout.ts';

/**
 * Gives the layout of batch `number`, counted from 1 as in its file name. Pure: the same plan gives the same layout.
 *
 * @throws RangeError when the plan has no such batch
 */
export function layOutBatch(plan: Plan, number: number): Layout {
  return buildBatch(plan.contents, number).layout;
}
