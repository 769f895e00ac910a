import { plural } from '@biospex/batch-core';

/** Explains `row 75 (line 76)`. */
export const ROWS_EXPLAINED =
  'Row 1 is the first below the header; blank lines do not count. The line is the row number in a spreadsheet.';

/** `about 8 seconds`, `about 3 minutes`. */
export function formatWait(seconds: number): string {
  if (seconds < 90) return `about ${plural(Math.max(1, Math.round(seconds)), 'second')}`;
  return `about ${plural(Math.round(seconds / 60), 'minute')}`;
}
