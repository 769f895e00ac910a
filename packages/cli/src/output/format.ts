const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `1.21 GB`: three digits, decimal units as disks and browsers count. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 ? String(value) : value.toPrecision(3);
  return `${text} ${UNITS[unit] ?? ''}`;
}

/** `20,000`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `0.42 s`, `1 min 12 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${Math.floor(seconds % 60)} s`;
}
