import { formatTimes } from './format.ts';

/** A limit that the project sets itself, and the measured value. */
export interface Requirement {
  readonly text: string;
  /** Undefined if a contender it needs did not run. */
  readonly measured: string | undefined;
  readonly isMet: boolean | undefined;
}

export function atMost(
  text: string,
  value: number | undefined,
  limit: number,
  format: (value: number) => string,
): Requirement {
  if (value === undefined) return { text, measured: undefined, isMet: undefined };
  return { text, measured: format(value), isMet: value <= limit };
}

export function atLeast(text: string, value: number | undefined, limit: number): Requirement {
  if (value === undefined) return { text, measured: undefined, isMet: undefined };
  return { text, measured: formatTimes(value), isMet: value >= limit };
}
