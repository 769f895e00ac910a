import { describe, expect, test } from '@jest/globals';
import type { PackPart } from '../../src/parts/part.ts';
import { fitTogether } from '../../src/store/compose-together.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** A pack of two ranges, so that it is open from the first to the last. */
const packOf = (size: number, start: number, lastStart: number): PackPart => ({
  kind: 'pack',
  size,
  pieces: [
    { kind: 'range', start, end: start + size - 1 },
    { kind: 'range', start: lastStart, end: lastStart + 1 },
  ],
});

describe('fitTogether', () => {
  const interleaved = [packOf(5 * MiB, 0, 20 * MiB), packOf(5 * MiB, 10 * MiB, 30 * MiB)];
  const inARow = [packOf(4 * GiB, 0, 4 * GiB - 1), packOf(4 * GiB, 4 * GiB, 8 * GiB - 1)];
  const tooLong = [...inARow, packOf(2, 8 * GiB, 8 * GiB + 1)];

  test.each([
    ['packs that need five sixths of the memory together', interleaved, 12 * MiB, true],
    ['packs that need a byte more', interleaved, 12 * MiB - 1, false],
    ['8 GiB of packs', inARow, 8 * GiB, true],
    ['more than 8 GiB of packs', tooLong, 8 * GiB, false],
  ])('%s', (_, packs, packMemoryBytes, expected) => {
    const batches = packs.map((pack) => ({ packs: [pack] }));

    expect(fitTogether(batches, packMemoryBytes)).toBe(expected);
  });
});
