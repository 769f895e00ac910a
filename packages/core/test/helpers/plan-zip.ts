import { layOutBatch, MemorySource, planArchive, type ByteSource, type Plan } from '../../src/index.ts';
import type { PlanOptions } from '../../src/index.ts';
import { layoutBytes } from './layout-bytes.ts';

/** Plans an archive in memory. */
export function planZip(zip: Uint8Array, options: Partial<PlanOptions> = {}): Promise<Plan> {
  return planArchive(new MemorySource(zip), { stem: 'export', ...options });
}

/** The bytes of every batch of an archive. */
export async function splitZip(
  zip: Uint8Array,
  options: Partial<PlanOptions> = {},
): Promise<Buffer<ArrayBuffer>[]> {
  return batchesOf(await planZip(zip, options), new MemorySource(zip));
}

/** The bytes of every batch of a plan. */
export function batchesOf(plan: Plan, source: ByteSource): Promise<Buffer<ArrayBuffer>[]> {
  return Promise.all(
    plan.batches.map(async (_, i) => layoutBytes(await layOutBatch(plan, i + 1, source), source)),
  );
}

/** A manifest with nothing but image names. */
export function manifestOf(imageNames: readonly string[]): string {
  return ['imageName', ...imageNames].map((name) => `${name}\n`).join('');
}
