import { describe, expect, test } from '@jest/globals';
import { countOf, formatCount, formatWait } from '../../src/words/format.ts';

describe('numbers', () => {
  test.each([
    [1, '1 row'],
    [0, '0 rows'],
    [20_000, '20,000 rows'],
  ])('%d rows are "%s"', (count, text) => expect(countOf(count, 'row')).toBe(text));

  test('are grouped by thousands', () => expect(formatCount(1_000_000)).toBe('1,000,000'));

  test.each([
    [0.2, 'about 1 second'],
    [8.4, 'about 8 seconds'],
    [89, 'about 89 seconds'],
    [91, 'about 2 minutes'],
    [600, 'about 10 minutes'],
  ])('%d seconds are "%s"', (seconds, text) => expect(formatWait(seconds)).toBe(text));
});
