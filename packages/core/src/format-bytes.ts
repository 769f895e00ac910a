const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `1.21 GB`: three digits, in decimal units like disks and browsers. */
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
