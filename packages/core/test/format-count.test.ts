import { describe, expect, test } from '@jest/globals';
import { formatCount, plural } from '../src/format-count.ts';

describe('formatCount', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [20_000, '20,000'],
    [1_234_567, '1,234,567'],
  ])('%d is %s', (count, text) => expect(formatCount(count)).toBe(text));
});

describe('plural', () => {
  test.each([
    [0, '0 batches'],
    [1, '1 batch'],
    [20_000, '20,000 batches'],
  ])('counts %d', (count, text) => expect(plural(count, 'batch', 'batches')).toBe(text));
});
