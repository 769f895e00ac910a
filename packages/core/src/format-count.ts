/** `20,000`. */
export function formatCount(count: number): string {
  // Not toLocaleString: loading the locale data takes longer than planning a thousand rows.
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 row`, `20,000 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
