import { describe, expect, test } from '@jest/globals';
import type { Segment } from '@biospex/batch-core';
import { openBytesOf, planSweep } from '../../src/parts/plan-sweep.ts';
import { lengthOf, type PackPart } from '../../src/parts/part.ts';

const KiB = 1024;
const MiB = 1024 ** 2;
const range = (start: number, end: number): Segment => ({ kind: 'range', start, end });
const bytes = (length: number): Segment => ({ kind: 'bytes', bytes: new Uint8Array(length) });
const packOf = (...pieces: readonly Segment[]): PackPart => ({
  kind: 'pack',
  size: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
  pieces,
});
const outline = (...packs: readonly PackPart[]): [number, number][] =>
  planSweep(packs).map(({ start, end }) => [start, end]);

describe('planSweep', () => {
  test.each<[string, PackPart[], [number, number][]]>([
    ['reads neighbors with one read', [packOf(range(0, 100), bytes(9), range(100, 200))], [[0, 200]]],
    ['reads neighbors for two packs with one read', [packOf(range(0, 9)), packOf(range(9, 20))], [[0, 20]]],
    [
      'reads bytes that two packs want only once',
      [packOf(range(0, 100)), packOf(range(50, 150))],
      [[0, 150]],
    ],
    ['reads a gap of a quarter of the used bytes', [packOf(range(0, 80), range(100, 180))], [[0, 180]]],
    [
      'skips a larger gap',
      [packOf(range(0, 80), range(101, 180))],
      [
        [0, 80],
        [101, 180],
      ],
    ],
    [
      'limits the sum of all gaps',
      [packOf(range(0, 80), range(90, 100), range(113, 200))],
      [
        [0, 100],
        [113, 200],
      ],
    ],
    [
      'reads a gap that costs less than a request, and skips one that costs more',
      [
        packOf(range(0, 4 * MiB), range(4 * MiB + 128 * KiB, 5 * MiB)),
        packOf(range(5 * MiB + 128 * KiB + 1, 6 * MiB)),
      ],
      [
        [0, 5 * MiB],
        [5 * MiB + 128 * KiB + 1, 6 * MiB],
      ],
    ],
    [
      'reads in the order of the archive',
      [packOf(range(500, 600)), packOf(range(0, 9))],
      [
        [0, 9],
        [500, 600],
      ],
    ],
    [
      'reads no more than 6 MiB at once',
      [packOf(range(5, 7 * MiB)), packOf(range(7 * MiB, 13 * MiB))],
      [
        [5, 6 * MiB + 5],
        [6 * MiB + 5, 12 * MiB + 5],
        [12 * MiB + 5, 13 * MiB],
      ],
    ],
    ['reads nothing for packs of new bytes', [packOf(bytes(100))], []],
  ])('%s', (_, packs, expected) => {
    expect(outline(...packs)).toEqual(expected);
  });

  test('names the pack and position of all bytes of a read', () => {
    const one = packOf(bytes(7), range(0, 10), range(20, 30));
    const other = packOf(range(10, 20));

    expect(planSweep([one, other])).toEqual([
      {
        start: 0,
        end: 30,
        targets: [
          { pack: one, start: 0, length: 10, offset: 7 },
          { pack: other, start: 10, length: 10, offset: 0 },
          { pack: one, start: 20, length: 10, offset: 17 },
        ],
      },
    ]);
  });
});

describe('openBytesOf', () => {
  test.each<[string, PackPart[], number]>([
    ['one after the other', [packOf(range(0, 8 * MiB)), packOf(range(8 * MiB, 16 * MiB))], 8 * MiB],
    [
      'side by side',
      [packOf(range(0, 10), range(9 * MiB, 9 * MiB + 10)), packOf(range(MiB, 9 * MiB))],
      8 * MiB + 20,
    ],
    ['of new bytes only', [packOf(bytes(100))], 0],
  ])('counts packs that are begun and not full: %s', (_, packs, expected) => {
    expect(openBytesOf(planSweep(packs))).toBe(expected);
  });
});
