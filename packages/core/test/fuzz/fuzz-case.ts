import type { PlanOptions } from '../../src/index.ts';

/** An archive and the way to split it, made from the number of the case alone. */
export interface FuzzCase {
  readonly archive: Uint8Array;
  readonly options: Required<Pick<PlanOptions, 'stem' | 'batchSize' | 'missingImages'>>;
  /** Nothing is wrong with it, so it may not be refused. */
  readonly isGood: boolean;
  /** Into a directory too, not only into memory. */
  readonly isOnDisk: boolean;
  /** The manifest as it was written, where the archive around it is whole. */
  readonly manifest?: Uint8Array;
}

export interface CaseResult {
  /** What came of it, for the statistics: `split`, or the code of the refusal. */
  readonly outcome: string;
  /** Promises that were broken: none, or the case has failed. */
  readonly problems: readonly string[];
  /** Counts of remarkable cases that are not failures. */
  readonly notes?: readonly string[];
  readonly archive: Uint8Array;
}
