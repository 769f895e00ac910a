import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { planFills } from '../../src/node/fill-plan.ts';
import { layoutBytes } from '../helpers/layout-bytes.ts';
import { layoutOf, randomLayouts, sourceBytes } from '../helpers/random-layouts.ts';

describe('planFills', () => {
  test.each([
    ['one range smaller than a buffer', [[0, 99]], [99]],
    ['one range as large as a buffer', [[0, 100]], [100]],
    ['one range larger than a buffer', [[0, 101]], [100, 1]],
    [
      'ranges that fill buffers together',
      [
        [0, 60],
        [200, 240],
        [5, 105],
      ],
      [100, 100],
    ],
    ['bytes larger than several buffers', [250], [100, 100, 50]],
    ['many small segments', [30, [0, 30], 30, [60, 90], 30], [100, 50]],
    ['nothing', [], []],
  ] as const)('cuts %s', (_, parts, lengths) => {
    const fills = [...planFills(layoutOf(parts), 100)];

    expect(fills.map(({ length }) => length)).toEqual(lengths);
  });

  test('puts every byte of a layout into its place, each buffer full but the last', async () => {
    await fc.assert(
      fc.asyncProperty(randomLayouts, fc.integer({ min: 100, max: 200_000 }), async (layout, bufferBytes) => {
        const batch = Buffer.alloc(layout.size);
        const fills = [...planFills(layout, bufferBytes)];
        for (const { position, length, pieces } of fills) {
          const buffer = batch.subarray(position, position + length);
          for (const piece of pieces) {
            const bytes =
              'bytes' in piece ? piece.bytes : sourceBytes.subarray(piece.start, piece.start + piece.length);
            buffer.set(bytes, piece.offset);
            expect(bytes).toHaveLength(piece.length);
          }
        }

        expect(batch.equals(await layoutBytes(layout, new MemorySource(sourceBytes)))).toBe(true);
        expect(fills.slice(0, -1).every(({ length }) => length === bufferBytes)).toBe(true);
        expect(fills.every(({ pieces }) => pieces.every(({ length }) => length > 0))).toBe(true);
      }),
    );
  });
});
