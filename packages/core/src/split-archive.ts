import { checkComposeOptions, composeBatches, type ComposeOptions } from './batch/compose-batches.ts';
import { planArchive, type PlanOptions } from './plan-archive.ts';
import type { Plan } from './plan/plan.ts';
import type { BatchStore } from './ports/batch-store.ts';
import type { ByteSource } from './ports/byte-source.ts';

/**
 * Splits an archive into batch ZIPs: plans them, composes them in the store, and publishes them once all are complete.
 *
 * @throws what `planArchive` and `composeBatches` throw
 */
export async function splitArchive(
  source: ByteSource,
  store: BatchStore,
  options: PlanOptions & ComposeOptions,
): Promise<Plan> {
  const { concurrency, ...planOptions } = { ...options };
  const composeOptions = { concurrency, progress: planOptions.progress, signal: planOptions.signal };
  checkComposeOptions(composeOptions);
  if (planOptions.dryRun === true) throw new TypeError('dryRun is only for planArchive, not for a split');
  const plan = await planArchive(source, planOptions);
  await composeBatches(plan, source, store, composeOptions);
  return plan;
}
