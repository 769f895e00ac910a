import { describe, expect, test } from '@jest/globals';
import { formatSeconds } from '../../src/output/format.ts';

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
