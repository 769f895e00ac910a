import { checkOptionNames, checkSource, checkWholeNumber } from '../check-misuse.ts';
import { concurrently } from '../concurrently.ts';
import { BatchError, InputError, messageOf, StoreError } from '../errors.ts';
import { CONTENTS, type Plan } from '../plan/plan.ts';
import type { BatchStore, StagedBatch } from '../ports/batch-store.ts';
import type { Layout } from '../ports/layout.ts';
import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import { nullProgress, type Progress } from '../ports/progress.ts';
import { checkPassingHeaders } from '../zip/check-passing-headers.ts';
import { layOutBatch } from './lay-out-batch.ts';

export interface ComposeOptions {
  /** Batches composed at a time, 1 or more. @default 2 */
  readonly concurrency?: number | undefined;
  /** @default nullProgress */
  readonly progress?: Progress | undefined;
  /** Stops the work and removes what was written; the promise then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** One batch is written while the other waits for its flush to the disk. */
const DEFAULT_CONCURRENCY = 2;

/**
 * Carries out a plan: composes all batches, then publishes them in order. A failure, or an abort before publishing,
 * removes all of them; files that they had replaced are lost. `source` must be the planned archive, unchanged.
 *
 * @throws StoreError READ_FAILED, WRITE_FAILED, ARCHIVE_CHANGED
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES if a local header contradicts the directory
 * @throws TypeError or RangeError for invalid options, TypeError for the plan of a dry run
 */
export async function composeBatches(
  plan: Plan,
  source: ByteSource,
  store: BatchStore,
  options: ComposeOptions = {},
): Promise<void> {
  checkSource(source);
  checkComposeOptions(options);
  if (plan[CONTENTS].manifest.bytes === undefined)
    throw new TypeError('a plan made with dryRun cannot be composed');
  const { signal } = options;
  const guarded = guardSource(source, signal);
  const staged: StagedBatch[] = [];
  let isPublishing = false;
  try {
    await composeAll(plan, guarded, store, options, staged);
    signal?.throwIfAborted();
    isPublishing = true;
    for (const [i, batch] of staged.entries()) {
      const key = plan.batches[i]!.file;
      await writing(`batch ${key}`, batch.publish(), { key });
    }
  } catch (failure) {
    await discardAll(staged, failure);
    if (!isPublishing) signal?.throwIfAborted();
    // An archive that is being replaced may look damaged anywhere.
    if (failure instanceof InputError) await guarded.checkUnchanged();
    throw failure;
  }
}

export function checkComposeOptions(options: ComposeOptions): void {
  checkOptionNames(options, ['concurrency', 'progress', 'signal']);
  checkWholeNumber('concurrency', options.concurrency ?? DEFAULT_CONCURRENCY);
}

/** Adds batches to `staged` as they are completed. */
async function composeAll(
  plan: Plan,
  source: Required<ByteSource>,
  store: BatchStore,
  { concurrency = DEFAULT_CONCURRENCY, progress = nullProgress, signal }: ComposeOptions,
  staged: StagedBatch[],
): Promise<void> {
  const { index, usedEntries } = plan[CONTENTS];
  const checked = checkPassingHeaders(source, index, usedEntries);
  let bytesDone = 0;
  const onBytes = (byteCount: number): void => {
    bytesDone += byteCount;
    progress.report('compose', bytesDone, plan.bytes);
  };
  const keys = plan.batches.map(({ file }) => file);
  const layOut = (i: number): Promise<Layout> => layOutBatch(plan, i + 1, source);
  const context = { source: checked, signal, onBytes };
  if (store.composeAll === undefined) {
    await concurrently(keys.length, concurrency, async (i) => {
      signal?.throwIfAborted();
      const key = keys[i]!;
      const layout = await layOut(i);
      staged[i] = await writing(`batch ${key}`, store.compose({ key, layout, ...context }), { key });
    });
  } else {
    staged.push(...(await writing('batches', store.composeAll({ keys, layOut, ...context }))));
  }
  await source.checkUnchanged();
}

/** @throws StoreError WRITE_FAILED if a batch cannot be removed */
async function discardAll(staged: readonly StagedBatch[], failure: unknown): Promise<void> {
  const outcomes = await Promise.allSettled(staged.map((batch) => batch.discard()));
  const left = outcomes.find((outcome) => outcome.status === 'rejected');
  if (left === undefined) return;
  throw new StoreError(
    'WRITE_FAILED',
    `the split failed (${messageOf(failure)}), and its batches cannot be removed: ${messageOf(left.reason)}`,
    { cause: failure },
  );
}

/** Wraps a store's errors, once. */
async function writing<T>(what: string, work: Promise<T>, details = {}): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof BatchError) throw cause;
    const message = `${what} cannot be written: ${messageOf(cause)}`;
    throw new StoreError('WRITE_FAILED', message, { cause, details });
  }
}
