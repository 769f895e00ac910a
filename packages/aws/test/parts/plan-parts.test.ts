import { describe, expect, test } from '@jest/globals';
import { NO_COPIES, S3_LIMITS } from '../../src/parts/part-limits.ts';
import { planParts } from '../../src/parts/plan-parts.ts';
import { layoutWith, outline, smallLimits } from '../helpers/part-layouts.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

describe('planParts', () => {
  test.each([
    ['packs a batch without long ranges', [30, [10], 40], ['pack 80']],
    ['makes one pack of less than two parts', [[99]], ['pack 99']],
    ['cuts a longer pack evenly', [[100]], ['pack 50', 'pack 50']],
    ['cuts it into no more packs than it can fill', [[161]], ['pack 53', 'pack 54', 'pack 54']],
    ['cuts ranges and bytes at the end of a pack', [40, [40], 49, [31]], ['pack 80', 'pack 80']],
    ['packs a range one byte too short for a copy', [49, [10]], ['pack 59']],
    ['copies a range of the smallest part size', [50, [10]], ['copy 50', 'pack 10']],
    ['lets the last part be short', [1000, [1]], ['copy 1000', 'pack 1']],
    ['copies a range up to the limit in one part', [1280, [1]], ['copy 1280', 'pack 1']],
    ['copies a longer range in even pieces', [1281, [1]], ['copy 640', 'copy 641', 'pack 1']],
    [
      'copies it in as many pieces as needed',
      [6400, [1]],
      [...Array.from({ length: 5 }, () => 'copy 1280'), 'pack 1'],
    ],
    ['leaves a long enough pack alone', [[50], 500, [1]], ['pack 50', 'copy 500', 'pack 1']],
    [
      'lets a pack that lacks a byte borrow it from the next range',
      [[49], 500, [1]],
      ['pack 50', 'copy 499', 'pack 1'],
    ],
    [
      'leaves the lending range just long enough for a part',
      [[20], 80, [1]],
      ['pack 50', 'copy 50', 'pack 1'],
    ],
    ['takes a whole range that would become too short by lending', [[19], 79, [1]], ['pack 99']],
    [
      'borrows from the previous range if the next is too short',
      [500, [20], 79, [1]],
      ['copy 470', 'pack 50', 'copy 79', 'pack 1'],
    ],
    ['takes the next range if both are too short to lend', [79, [19], 79, [1]], ['copy 79', 'pack 99']],
    [
      'joins the two packs around a range that it takes',
      [[20], 60, [15], 500, [1]],
      ['pack 95', 'copy 500', 'pack 1'],
    ],
  ] as [string, (number | [number])[], string[]][])('%s', (_, lengths, expected) => {
    expect(outline(planParts(layoutWith(lengths), smallLimits))).toEqual(expected);
  });

  test('makes larger parts if there would be too many', () => {
    const layout = layoutWith([...Array.from({ length: 99 }, (_, i) => (i % 2 === 0 ? 60 : 10)), [80]]);

    for (const maxParts of [100, 40, 20, 5, 2, 1])
      expect(outline(planParts(layout, { ...smallLimits, maxParts })).length).toBeLessThanOrEqual(maxParts);
  });

  test('refuses a layout that no upload can hold', () => {
    expect(outline(planParts(layoutWith([495_000, [5000]]), smallLimits))).toHaveLength(100);
    expect(() => planParts(layoutWith([500_000, [1]]), smallLimits)).toThrow(
      new RangeError('a batch of 500001 bytes does not fit into 100 parts'),
    );
  });

  test('keeps the limits of S3 at S3’s sizes', () => {
    expect(S3_LIMITS).toMatchObject({ minPartBytes: 5 * MiB, maxPartBytes: 5 * GiB, maxParts: 10_000 });
    const layout = layoutWith([1200 * MiB, 5 * MiB - 1, [4 * MiB], 30 * GiB, [1000]]);
    expect(outline(planParts(layout))).toEqual([
      ...Array.from({ length: 10 }, () => `copy ${120 * MiB}`),
      `pack ${9 * MiB - 1}`,
      ...Array.from({ length: 240 }, () => `copy ${128 * MiB}`),
      'pack 1000',
    ]);
  });

  test('packs everything of an archive that is not in S3', () => {
    const parts = planParts(layoutWith([1200 * MiB, [1000]]), NO_COPIES);

    expect(parts.every((part) => part.kind === 'pack' && part.size <= S3_LIMITS.packBytes)).toBe(true);
  });
});
