import { describe, expect, test } from '@jest/globals';
import { dosTimeOf } from '../../../src/node/tar/dos-time.ts';

const firstDay = { year: 1980, month: 1, day: 1, hour: 0, minute: 0, second: 0 };

/** APPNOTE 4.4.6: the fields of an MS-DOS date and time. */
function fieldsOf(dosTime: number): typeof firstDay {
  expect(Number.isInteger(dosTime) && dosTime >= 0 && dosTime < 2 ** 32).toBe(true);
  const [date, time] = [Math.floor(dosTime / 0x1_0000), dosTime % 0x1_0000];
  return {
    year: 1980 + (date >> 9),
    month: (date >> 5) & 15,
    day: date & 31,
    hour: time >> 11,
    minute: (time >> 5) & 63,
    second: (time & 31) * 2,
  };
}

describe('dosTimeOf', () => {
  test.each([
    ['1980-01-01T00:00:00Z', [1980, 1, 1, 0, 0, 0]],
    ['1980-01-01T00:00:01.999Z', [1980, 1, 1, 0, 0, 0]],
    ['2024-12-31T23:59:59.999Z', [2024, 12, 31, 23, 59, 58]],
    ['2025-07-01T00:30:00+02:00', [2025, 6, 30, 22, 30, 0]],
    ['2044-01-01T00:00:00Z', [2044, 1, 1, 0, 0, 0]],
    ['2107-12-31T23:59:59Z', [2107, 12, 31, 23, 59, 58]],
  ])('gives %s in UTC and in steps of two seconds', (time, [year, month, day, hour, minute, second]) => {
    expect(fieldsOf(dosTimeOf(new Date(time)))).toEqual({ year, month, day, hour, minute, second });
  });

  test.each([
    ['no time', undefined],
    ['a time that is none', new Date(Number.NaN)],
    ['the last second of 1979', new Date('1979-12-31T23:59:59Z')],
    ['the first second of 2108', new Date('2108-01-01T00:00:00Z')],
  ])('gives the first day of the format for %s', (_, time) => {
    expect(fieldsOf(dosTimeOf(time))).toEqual(firstDay);
  });
});
