import { concurrently } from '../concurrently.ts';
import { BatchError, InputError, messageOf, StoreError } from '../errors.ts';
import { checkCount } from '../plan/check-options.ts';
import { CONTENTS, type Plan } from '../plan/plan.ts';
import type { BatchStore, StagedBatch } from '../ports/batch-store.ts';
import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import { nullProgress, type Progress } from '../ports/progress.ts';
import { checkPassingHeaders } from '../zip/check-passing-headers.ts';
import { layOutBatch } from './lay-out-batch.ts';

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
 * Carries out a plan: all batches are composed, then published in order. After a failure or an abort none is left.
 * `source` must be the one that was planned, and unchanged.
 *
 * @throws StoreError READ_FAILED, WRITE_FAILED, ARCHIVE_CHANGED
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES if a local header contradicts the directory
 * @throws RangeError for a concurrency that cannot be, TypeError for a plan that was a dry run
 */
export async function composeBatches(
  plan: Plan,
  source: ByteSource,
  store: BatchStore,
  options: ComposeOptions = {},
): Promise<void> {
  const { concurrency = DEFAULT_CONCURRENCY, progress = nullProgress, signal } = options;
  const { index, manifest, usedEntries } = plan[CONTENTS];
  checkComposeOptions(options);
  if (manifest.bytes === undefined) throw new TypeError('a plan made with dryRun cannot be composed');
  const guarded = guardSource(source, signal);
  const checked = checkPassingHeaders(guarded, index, usedEntries);
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
      const layout = await layOutBatch(plan, i + 1, guarded);
      staged[i] = await writing(key, store.compose({ key, layout, source: checked, signal, onBytes }));
    });
    await guarded.checkUnchanged();
    signal?.throwIfAborted();
    for (const [i, batch] of staged.entries()) await writing(plan.batches[i]!.file, batch.publish());
  } catch (failure) {
    await Promise.allSettled(staged.map((batch) => batch.discard()));
    signal?.throwIfAborted();
    // Of an archive that is being replaced any part may look damaged.
    if (failure instanceof InputError) await guarded.checkUnchanged();
    throw failure;
  }
}

/** @throws RangeError for a concurrency that cannot be */
export function checkComposeOptions({ concurrency = DEFAULT_CONCURRENCY }: ComposeOptions): void {
  checkCount('concurrency', concurrency);
}

/** Wraps what a store throws, once, and names the batch. */
async function writing<T>(key: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof BatchError) throw cause;
    const message = `batch ${key} cannot be written: ${messageOf(cause)}`;
    throw new StoreError('WRITE_FAILED', message, { cause, details: { key } });
  }
}
