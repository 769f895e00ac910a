import { concurrently } from './concurrently.ts';
import { BatchError, messageOf, StoreError } from './errors.ts';
import { layOutBatch } from './layout/lay-out-batch.ts';
import { checkOptions } from './plan/check-options.ts';
import { planArchive, type PlanOptions } from './plan/plan-archive.ts';
import type { Plan } from './plan/plan.ts';
import type { BatchStore, StagedBatch } from './ports/batch-store.ts';
import { guardSource, type ByteSource } from './ports/byte-source.ts';
import { nullProgress, type Progress } from './ports/progress.ts';

export interface ComposeOptions {
  /** Batches composed at the same time, 1 or more. @default 2 */
  readonly concurrency?: number;
  /** @default nullProgress */
  readonly progress?: Progress;
  /** Stops the work and removes what is written; the promise then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** With two batches at a time, one is written while the other waits to be flushed to the disk. */
const DEFAULT_CONCURRENCY = 2;

/**
 * Splits an archive into batch ZIPs: plans them, composes them in the store, and publishes them when all are whole.
 *
 * @throws what `planArchive` and `composeBatches` throw
 */
export async function splitArchive(
  source: ByteSource,
  store: BatchStore,
  options: PlanOptions & ComposeOptions,
): Promise<Plan> {
  checkOptions(options);
  checkConcurrency(options);
  if (options.dryRun === true) throw new TypeError('a split cannot be a dry run');
  const plan = await planArchive(source, options);
  await composeBatches(plan, source, store, options);
  return plan;
}

/**
 * Carries out a plan: all batches are composed, then published in order. After a failure or an abort none is left, and
 * what they replaced is back; only where what they replaced cannot be removed in the end, they stay. `source` must be the one that was planned, and unchanged.
 *
 * @throws StoreError READ_FAILED, WRITE_FAILED
 * @throws RangeError for a concurrency that cannot be, TypeError for a plan that was a dry run
 */
export async function composeBatches(
  plan: Plan,
  source: ByteSource,
  store: BatchStore,
  options: ComposeOptions = {},
): Promise<void> {
  const { progress = nullProgress, signal } = options;
  const concurrency = checkConcurrency(options);
  if (plan.contents.manifest.bytes === undefined)
    throw new TypeError('a plan made with dryRun cannot be composed');
  const guarded = guardSource(source, signal);
  const staged: StagedBatch[] = [];
  let bytesDone = 0;
  const onBytes = (byteCount: number): void => {
    bytesDone += byteCount;
    progress.report('compose', bytesDone, plan.bytes);
  };
  try {
    await concurrently(plan.batches.length, concurrency, async (i) => {
      signal?.throwIfAborted();
      const key = plan.batches[i]!.file;
      const layout = layOutBatch(plan, i + 1);
      staged[i] = await writing(key, store.compose({ key, layout, source: guarded, signal, onBytes }));
    });
    await guarded.checkUnchanged();
    for (const [i, batch] of staged.entries()) {
      signal?.throwIfAborted();
      await writing(plan.batches[i]!.file, batch.publish());
    }
  } catch (failure) {
    await Promise.allSettled(staged.map((batch) => batch.discard()));
    signal?.throwIfAborted();
    throw failure;
  }
  // All of them, also where one fails: what is kept would stand in the way of the next split.
  const settled = staged.map((batch, i) =>
    settling(plan.batches[i]!.file, Promise.resolve(batch.settle?.())),
  );
  await Promise.allSettled(settled);
  await Promise.all(settled);
}

function checkConcurrency({ concurrency = DEFAULT_CONCURRENCY }: ComposeOptions): number {
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  throw new RangeError(`concurrency ${concurrency} is not a whole number from 1 on`);
}

function writing<T>(key: string, work: Promise<T>): Promise<T> {
  return naming(key, `batch ${key} cannot be written`, work);
}

function settling(key: string, work: Promise<void>): Promise<void> {
  return naming(key, `batch ${key} is written, but what it replaced cannot be removed`, work);
}

/** Wraps what a store throws, once, and names the batch. */
async function naming<T>(key: string, whatFailed: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof BatchError) throw cause;
    throw new StoreError('WRITE_FAILED', `${whatFailed}: ${messageOf(cause)}`, { cause, details: { key } });
  }
}
