import type { BatchSet } from './batch-set.ts';

/**
 * A change that spoils the batches of ten rows, four in each batch. Row n of the archive (from 1) begins with `row n` and names
 * image `n.jpg`. Images with odd numbers are stored, the others deflated.
 */
export interface BatchMutation {
  /** What is wrong, to follow "notices …". */
  readonly name: string;
  readonly mutate: (batches: BatchSet) => Promise<void>;
  /** A sentence that must be among the problems. */
  readonly expected: RegExp;
}

export function mutation(name: string, expected: RegExp, mutate: BatchMutation['mutate']): BatchMutation {
  return { name, expected, mutate };
}
