const count = new Intl.NumberFormat('en');

/** `20,000`. */
export function formatCount(number: number): string {
  return count.format(number);
}

/** `1 row`, `20,000 rows`. */
export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}

/** `about 8 seconds`, `about 3 minutes`. */
export function formatWait(seconds: number): string {
  if (seconds < 90) return `about ${countOf(Math.max(1, Math.round(seconds)), 'second')}`;
  return `about ${countOf(Math.round(seconds / 60), 'minute')}`;
}
