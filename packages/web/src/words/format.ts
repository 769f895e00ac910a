import { plural } from '@biospex/batch-core';

/** Explains `row 75 (line 76)`. */
export const ROWS_EXPLAINED =
  'Rows count from 1 below the header. The line is the number that a spreadsheet shows.';

/** `about 8 seconds`, `about 3 minutes`. */
export function formatWait(seconds: number): string {
  if (seconds < 90) return `about ${plural(Math.max(1, Math.round(seconds)), 'second')}`;
  return `about ${plural(Math.round(seconds / 60), 'minute')}`;
}
