import type { Requirement } from './requirement.ts';

/** Measurements of a contender. */
export interface Row {
  readonly id: string;
  readonly name: string;
  /** Wall time of each round; empty if it did not run. */
  readonly seconds: readonly number[];
  /** Processor time of the rounds in which it is known. */
  readonly processorSeconds: readonly number[];
  /** The largest of all rounds; undefined when unknown. */
  readonly peakBytes: number | undefined;
  /** Why it did not run. */
  readonly note: string | undefined;
}

/** Measurements of a section. */
export interface Table {
  readonly name: string;
  readonly title: string;
  /** Directory of the data; undefined if the section did not run. */
  readonly directory: string | undefined;
  readonly isMemory: boolean;
  /** Why the section did not run. */
  readonly note: string | undefined;
  /** Row that the others are compared with. */
  readonly baseId: string | undefined;
  readonly rows: readonly Row[];
  readonly details: readonly Detail[];
  /** Requirements that the section has checked itself. */
  readonly requirements: readonly Requirement[];
}

/** A further table, shown below that of times and memory. */
export interface Detail {
  readonly title: string;
  /** Explains the table. */
  readonly text: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The median, for an even number of values the mean of the middle two; undefined for none. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  const upper = sorted[Math.floor(sorted.length / 2)];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
}

export function minimumOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}

export function maximumOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

/** Median of a row divided by the median of the base row. */
export function ratioToBase({ rows, baseId }: Table, row: Row): number | undefined {
  const base = medianOf(rows.find(({ id }) => id === baseId)?.seconds ?? []);
  const median = medianOf(row.seconds);
  return base === undefined || median === undefined ? undefined : median / base;
}
