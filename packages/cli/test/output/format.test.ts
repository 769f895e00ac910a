import { describe, expect, test } from '@jest/globals';
import { formatBytes, formatCount, formatSeconds } from '../../src/output/format.ts';

describe('formatBytes', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [2, '2 bytes'],
    [999, '999 bytes'],
    [1000, '1.00 KB'],
    [1024, '1.02 KB'],
    [99_940, '99.9 KB'],
    [999_499, '999 KB'],
    [999_500, '1.00 MB'],
    [1_213_456_789, '1.21 GB'],
    [999_500_000_000, '1.00 TB'],
    [999_000_000_000_000, '999 TB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatCount', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [20_000, '20,000'],
    [1_234_567, '1,234,567'],
  ])('%d is %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});

describe('formatSeconds', () => {
  test.each([
    [0, '0.00 s'],
    [0.4211, '0.42 s'],
    [9.994, '9.99 s'],
    [9.996, '10.0 s'],
    [10, '10.0 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 0 s'],
    [60, '1 min 0 s'],
    [72.9, '1 min 13 s'],
    [3600, '60 min 0 s'],
  ])('%d is %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
