import { formatTimes } from './format.ts';

/** Something the project asks of itself, and what was measured. */
export interface Requirement {
  readonly text: string;
  /** undefined when what it takes did not run. */
  readonly measured: string | undefined;
  readonly isMet: boolean | undefined;
}

/** One that is met by a value up to a limit. */
export function atMost(
  text: string,
  value: number | undefined,
  limit: number,
  format: (value: number) => string,
): Requirement {
  if (value === undefined) return { text, measured: undefined, isMet: undefined };
  return { text, measured: format(value), isMet: value <= limit };
}

/** One that is met by so many times as much, or more. */
export function atLeast(text: string, value: number | undefined, limit: number): Requirement {
  if (value === undefined) return { text, measured: undefined, isMet: undefined };
  return { text, measured: formatTimes(value), isMet: value >= limit };
}
