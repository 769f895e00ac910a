import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Segment } from '@biospex/batch-core';
import { planReads } from '../../src/parts/plan-reads.ts';
import { lengthOf } from '../../src/parts/part.ts';

const MiB = 1024 ** 2;
const range = (start: number, end: number): Segment => ({ kind: 'range', start, end });
const bytes = (length: number): Segment => ({ kind: 'bytes', bytes: new Uint8Array(length) });
const outline = (pieces: readonly Segment[]): [number, number][] =>
  planReads(pieces).map(({ start, end }) => [start, end]);

describe('planReads', () => {
  test.each([
    [
      'reads neighbours that new bytes part with one GET',
      [range(0, 100), bytes(9), range(100, 200)],
      [[0, 200]],
    ],
    ['reads a gap of a tenth of what is used', [range(0, 50), range(60, 110)], [[0, 110]]],
    [
      'leaves out a larger gap',
      [range(0, 50), range(61, 111)],
      [
        [0, 50],
        [61, 111],
      ],
    ],
    [
      'counts the gaps of a GET together',
      [range(0, 50), range(58, 108), range(116, 166)],
      [
        [0, 108],
        [116, 166],
      ],
    ],
    [
      'reads in the order of the archive',
      [range(500, 600), range(0, 100)],
      [
        [0, 100],
        [500, 600],
      ],
    ],
    ['reads bytes that two pieces have in common once', [range(0, 100), range(50, 150)], [[0, 150]]],
    [
      'reads no more than 8 MiB at once',
      [range(0, 8 * MiB), range(8 * MiB, 8 * MiB + 1)],
      [
        [0, 8 * MiB],
        [8 * MiB, 8 * MiB + 1],
      ],
    ],
    [
      'reads a longer piece in several GETs',
      [range(5, 9 * MiB)],
      [
        [5, 8 * MiB + 5],
        [8 * MiB + 5, 9 * MiB],
      ],
    ],
    ['reads nothing for new bytes', [bytes(10)], []],
  ] as [string, Segment[], [number, number][]][])('%s', (_, pieces, expected) => {
    expect(outline(pieces)).toEqual(expected);
  });

  test('gives every byte of the archive its place in the pack', () => {
    const piece = fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 100 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (all) => {
        const pieces = all.map(([start, length, isNew]) =>
          isNew ? bytes(length) : range(start, start + length),
        );

        const places = new Map<number, number>();
        for (const { start, end, targets } of planReads(pieces)) {
          for (const target of targets) {
            expect(target.start >= start && target.start + target.length <= end).toBe(true);
            for (let i = 0; i < target.length; i++) places.set(target.offset + i, target.start + i);
          }
        }

        const expected = new Map<number, number>();
        let offset = 0;
        for (const each of pieces) {
          if (each.kind === 'range')
            for (let i = 0; i < lengthOf(each); i++) expected.set(offset + i, each.start + i);
          offset += lengthOf(each);
        }
        expect([...places].sort(([a], [b]) => a - b)).toEqual([...expected]);
      }),
    );
  });

  test('wastes at most a tenth of what is used', () => {
    const piece = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 100 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 50 }), (all) => {
        let position = 0;
        const pieces = all.map(([gap, length]) => {
          const start = position + gap;
          position = start + length;
          return range(start, position);
        });

        const read = outline(pieces).reduce((sum, [start, end]) => sum + end - start, 0);
        const used = pieces.reduce((sum, each) => sum + lengthOf(each), 0);
        expect(read).toBeLessThanOrEqual(1.1 * used);
      }),
    );
  });
});
