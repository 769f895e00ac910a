import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import { nullProgress, type Progress } from '../ports/progress.ts';
import { checkLocalHeaders } from '../zip/local-headers.ts';
import { needsNewLocalHeader } from './output-name.ts';
import type { Plan } from './plan.ts';
import { summarisePlan } from './summarise-plan.ts';

export interface CheckImagesOptions {
  /** Rows of the batches, counted from 0 over all of them: from this one … @default 0 */
  readonly from?: number;
  /** … to before this one. @default all */
  readonly to?: number;
  /** @default nullProgress */
  readonly progress?: Progress;
  /** Stops the work; the promise then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at the local headers of images that a plan made with `localHeaders: 'sampled'` has passed over, and gives the plan
 * that `'all'` would have given, as far as these rows go. For a source where reads are slow: what a batch holds can be
 * checked when it is wanted.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 * @throws StoreError READ_FAILED
 */
export async function checkImages(
  plan: Plan,
  source: ByteSource,
  { from = 0, to, progress = nullProgress, signal }: CheckImagesOptions = {},
): Promise<Plan> {
  const { index, keptEntries, respellings, dataStarts } = plan.contents;
  // Ascending and each once, so that neighbours are read together.
  const entries = Uint32Array.from(new Set(keptEntries.subarray(from, to))).sort();
  signal?.throwIfAborted();
  const found = await checkLocalHeaders(guardSource(source, signal), index, entries, {
    progress,
    needsNewLocalHeader: (entry) => needsNewLocalHeader(index, entry, respellings.get(entry)),
  });
  const isNew = [...found.keys()].some((entry) => !dataStarts.has(entry));
  if (!isNew) return plan;
  return summarisePlan({ ...plan.contents, dataStarts: new Map([...dataStarts, ...found]) }, plan.findings);
}
