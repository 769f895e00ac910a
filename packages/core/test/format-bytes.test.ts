import { describe, expect, test } from '@jest/globals';
import { formatBytes } from '../src/index.ts';

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
