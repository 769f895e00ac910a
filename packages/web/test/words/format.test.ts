import { describe, expect, test } from '@jest/globals';
import { formatWait } from '../../src/words/format.ts';

describe('formatWait', () => {
  test.each([
    [0.2, 'about 1 second'],
    [8.4, 'about 8 seconds'],
    [89, 'about 89 seconds'],
    [91, 'about 2 minutes'],
    [600, 'about 10 minutes'],
  ])('%d seconds are "%s"', (seconds, text) => expect(formatWait(seconds)).toBe(text));
});
