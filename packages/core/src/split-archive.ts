import { concurrently } from './concurrently.ts';
import { checkOptionNames, checkSource, checkWholeNumber } from './check-misuse.ts';
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

const COMPOSE_OPTIONS = ['concurrency', 'progress', 'signal'];

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
  const { concurrency, ...planOptions } = options;
  checkConcurrency(concurrency);
  if (options.dryRun === true) throw new TypeError('a split cannot be a dry run');
  const plan = await planArchive(source, planOptions);
  await composeAndPublish(plan, source, store, options);
  return plan;
}

/**
 * Carries out a plan: all batches are composed, then published in order. An abort before publishing, or any failure, removes
 * all of them; batches of an earlier split that were replaced by then are lost. Publishing is not interrupted by an abort.
 * `source` must be the one that was planned, and unchanged.
 *
 * @throws StoreError READ_FAILED, ARCHIVE_CHANGED, WRITE_FAILED
 * @throws TypeError or RangeError for options that cannot be, TypeError for a plan that was a dry run
 */
export async function composeBatches(
  plan: Plan,
  source: ByteSource,
  store: BatchStore,
  options: ComposeOptions = {},
): Promise<void> {
  checkSource(source);
  checkOptionNames(options, COMPOSE_OPTIONS);
  checkConcurrency(options.concurrency);
  if (plan.contents.manifest.bytes === undefined)
    throw new TypeError('a plan made with dryRun cannot be composed');
  await composeAndPublish(plan, source, store, options);
}

async function composeAndPublish(
  plan: Plan,
  source: ByteSource,
  store: BatchStore,
  options: ComposeOptions,
): Promise<void> {
  const { signal } = options;
  const staged: StagedBatch[] = [];
  try {
    await composeAll(plan, guardSource(source, signal), store, options, staged);
    signal?.throwIfAborted();
  } catch (failure) {
    await discardAll(staged, failure);
    signal?.throwIfAborted();
    throw failure;
  }
  try {
    for (const [i, batch] of staged.entries()) await writing(plan.batches[i]!.file, batch.publish());
  } catch (failure) {
    await discardAll(staged, failure);
    throw failure;
  }
}

/** Puts the batches into `staged` as they become whole. */
async function composeAll(
  plan: Plan,
  source: Required<ByteSource>,
  store: BatchStore,
  { concurrency = DEFAULT_CONCURRENCY, progress = nullProgress, signal }: ComposeOptions,
  staged: StagedBatch[],
): Promise<void> {
  let bytesDone = 0;
  const onBytes = (byteCount: number): void => {
    bytesDone += byteCount;
    progress.report('compose', bytesDone, plan.bytes);
  };
  await concurrently(plan.batches.length, concurrency, async (i) => {
    signal?.throwIfAborted();
    const key = plan.batches[i]!.file;
    const layout = layOutBatch(plan, i + 1);
    staged[i] = await writing(key, store.compose({ key, layout, source, signal, onBytes }));
  });
  await source.checkUnchanged();
}

/** @throws StoreError WRITE_FAILED when something is left */
async function discardAll(staged: readonly StagedBatch[], failure: unknown): Promise<void> {
  const outcomes = await Promise.allSettled(staged.map((batch) => batch.discard()));
  const left = outcomes.find((outcome) => outcome.status === 'rejected');
  if (left === undefined) return;
  throw new StoreError(
    'WRITE_FAILED',
    `the split failed (${messageOf(failure)}), and what it wrote cannot be removed: ${messageOf(left.reason)}`,
    { cause: failure },
  );
}

function checkConcurrency(concurrency: number | undefined): void {
  checkWholeNumber('concurrency', concurrency ?? DEFAULT_CONCURRENCY);
}

/** Wraps what a store throws, once, and names the batch. */
async function writing<T>(key: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof BatchError) throw cause;
    throw new StoreError('WRITE_FAILED', `batch ${key} cannot be written: ${messageOf(cause)}`, {
      cause,
      details: { key },
    });
  }
}
