const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `1.21 GB`: three digits, decimal units as disks and browsers count. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return value === 1 ? '1 byte' : `${value} bytes`;
  return `${value.toPrecision(3)} ${UNITS[unit] ?? ''}`;
}

/** `20,000`. */
export function formatCount(count: number): string {
  // Not toLocaleString: loading the locale data takes longer than planning a thousand rows.
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `0.42 s`, `1 min 12 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
