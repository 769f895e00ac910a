import type { Requirement } from './requirement.ts';

/** What was measured of a contender. */
export interface Row {
  readonly id: string;
  readonly name: string;
  /** In the order of the rounds; empty when it did not run. */
  readonly seconds: readonly number[];
  /** Of the runs of which it is known, in the same order. */
  readonly processorSeconds: readonly number[];
  /** The largest of all rounds; undefined when unknown. */
  readonly peakBytes: number | undefined;
  /** Why it did not run. */
  readonly note: string | undefined;
}

/** What was measured in a section. */
export interface Table {
  readonly name: string;
  readonly title: string;
  /** Where the data were; undefined when the section did not run. */
  readonly directory: string | undefined;
  readonly isMemory: boolean;
  /** Why the section did not run. */
  readonly note: string | undefined;
  /** The row that the others are compared with. */
  readonly baseId: string | undefined;
  readonly rows: readonly Row[];
  /** Shown below it. */
  readonly details: readonly Detail[];
  /** What the section itself has compared with what the project asks. */
  readonly requirements: readonly Requirement[];
}

/** A table of what is no time and no memory. */
export interface Detail {
  readonly title: string;
  /** What has to be known to read it. */
  readonly text: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The median; of an even number of values the mean of the two in the middle; undefined when there are none. */
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

/** A row's median divided by that of the base row of its table. */
export function ratioToBase({ rows, baseId }: Table, row: Row): number | undefined {
  const base = medianOf(rows.find(({ id }) => id === baseId)?.seconds ?? []);
  const median = medianOf(row.seconds);
  return base === undefined || median === undefined ? undefined : median / base;
}
