import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lengthOf, sizeOf } from '../../src/parts/part.ts';
import { planParts } from '../../src/parts/plan-parts.ts';
import { contentOf, joined, layoutWith, partLayouts, smallLimits } from '../helpers/part-layouts.ts';

const { minPartBytes, maxPartBytes, maxParts, packBytes } = smallLimits;

describe('the parts of any layout', () => {
  test('are the bytes of the layout, in order', () => {
    fc.assert(
      fc.property(partLayouts, (layout) => {
        const parts = planParts(layout, smallLimits);

        expect(contentOf(parts)).toEqual(joined(layout.segments));
        for (const part of parts)
          if (part.kind === 'pack')
            expect(part.pieces.reduce((sum, piece) => sum + lengthOf(piece), 0)).toBe(part.size);
      }),
    );
  });

  test('keep the limits of S3', () => {
    fc.assert(
      fc.property(partLayouts, (layout) => {
        const sizes = planParts(layout, smallLimits).map(sizeOf);

        expect(sizes.length).toBeLessThanOrEqual(maxParts);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(maxPartBytes);
        expect(Math.min(...sizes.slice(0, -1), minPartBytes)).toBe(minPartBytes);
        expect(sizes.every((size) => size > 0)).toBe(true);
      }),
    );
  });

  test('keep the pack size, unless there are too many parts', () => {
    fc.assert(
      fc.property(partLayouts, (layout) => {
        const parts = planParts(layout, { ...smallLimits, maxParts: 10_000 });

        for (const part of parts)
          if (part.kind === 'pack') expect(part.size).toBeLessThan(Math.max(packBytes + 1, 2 * minPartBytes));
      }),
    );
  });

  test('upload little more than the short pieces: less than a smallest part on each side of a long range', () => {
    fc.assert(
      fc.property(partLayouts, (layout) => {
        const parts = planParts(layout, { ...smallLimits, maxParts: 10_000 });

        const isLong = (size: number): boolean => size >= minPartBytes;
        const short = layout.segments.filter((each) => each.kind === 'bytes' || !isLong(lengthOf(each)));
        const longCount = layout.segments.length - short.length;
        const shortBytes = short.reduce((sum, each) => sum + lengthOf(each), 0);
        const packed = parts.reduce((sum, part) => sum + (part.kind === 'pack' ? part.size : 0), 0);
        expect(packed).toBeLessThanOrEqual(shortBytes + longCount * 2 * minPartBytes);
      }),
    );
  });

  test('are the same each time', () => {
    fc.assert(
      fc.property(partLayouts, (layout) => {
        expect(planParts(layout, smallLimits)).toEqual(planParts(layout, smallLimits));
      }),
    );
  });

  test('upload the bytes of a shuffled archive once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: minPartBytes - 1 }), { minLength: 200, maxLength: 300 }),
        (sizes) => {
          const layout = layoutWith([...sizes, [500]]);

          const packed = planParts(layout, { ...smallLimits, maxParts: 10_000 }).filter(
            ({ kind }) => kind === 'pack',
          );

          expect(packed.reduce((sum, part) => sum + sizeOf(part), 0)).toBe(layout.size);
        },
      ),
    );
  });
});
