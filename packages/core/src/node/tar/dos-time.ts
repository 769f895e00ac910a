/** The years of the format (APPNOTE 4.4.6). */
const FIRST_YEAR = 1980;
const LAST_YEAR = 2107;

/**
 * The MS-DOS time: the date in the upper 16 bits, in steps of two seconds. Taken as UTC, so that an archive gives the
 * same batches everywhere. Times outside the format's years become its first day.
 */
export function dosTimeOf(time: Date | undefined): number {
  const year = time?.getUTCFullYear() ?? Number.NaN;
  if (time === undefined || !(year >= FIRST_YEAR && year <= LAST_YEAR)) return dateOf(FIRST_YEAR, 1, 1);
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return dateOf(year, time.getUTCMonth() + 1, time.getUTCDate()) + clock;
}

function dateOf(year: number, month: number, day: number): number {
  return (((year - FIRST_YEAR) << 9) | (month << 5) | day) * 0x1_0000;
}
