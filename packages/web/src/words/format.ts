import { plural } from '@biospex/batch-core';

/** `about 8 seconds`, `about 3 minutes`. */
export function formatWait(seconds: number): string {
  if (seconds < 90) return `about ${plural(Math.max(1, Math.round(seconds)), 'second')}`;
  return `about ${plural(Math.round(seconds / 60), 'minute')}`;
}
