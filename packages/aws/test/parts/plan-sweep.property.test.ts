import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lengthOf, type PackPart } from '../../src/parts/part.ts';
import { openBytesOf, planSweep, type Read } from '../../src/parts/plan-sweep.ts';

const MiB = 1024 ** 2;
const length = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20 * MiB }));
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 64 * MiB }), length)
      .map(([start, size]) => ({ kind: 'range' as const, start, end: start + size })),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 100 })
      .map((size) => ({ kind: 'bytes' as const, bytes: new Uint8Array(size) })),
  },
);
/** Packs of pieces in any order, even overlapping, unlike any batch's. */
const packs = fc.array(
  fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces): PackPart => ({
    kind: 'pack',
    size: pieces.reduce((sum, each) => sum + lengthOf(each), 0),
    pieces,
  })),
  { maxLength: 12 },
);

const readBytes = (reads: readonly Read[]): number =>
  reads.reduce((sum, { start, end }) => sum + end - start, 0);

/** Number of bytes of the archive that at least one pack wants. */
function wantedBytes(of: readonly PackPart[]): number {
  const ranges = of
    .flatMap(({ pieces }) => pieces)
    .flatMap((each) => (each.kind === 'range' ? each : []))
    .sort((a, b) => a.start - b.start);
  let bytes = 0;
  let position = 0;
  for (const { start, end } of ranges) {
    bytes += Math.max(0, end - Math.max(position, start));
    position = Math.max(position, end);
  }
  return bytes;
}

describe('the sweep of any packs', () => {
  test('reads in the order of the archive, no byte twice, and at most 6 MiB at once', () => {
    fc.assert(
      fc.property(packs, (given) => {
        const reads = planSweep(given);

        reads.forEach(({ start, end }, i) => {
          expect(start).toBeGreaterThanOrEqual(reads[i - 1]?.end ?? 0);
          expect(end - start).toBeGreaterThan(0);
          expect(end - start).toBeLessThanOrEqual(6 * MiB);
        });
      }),
    );
  });

  test('gives every pack each of its bytes once, from its place in the archive', () => {
    fc.assert(
      fc.property(packs, (given) => {
        const reads = planSweep(given);

        for (const pack of given) {
          const got = reads
            .flatMap(({ start, end, targets }) =>
              targets.map((target) => ({ ...target, readStart: start, readEnd: end })),
            )
            .filter((target) => target.pack === pack)
            .sort((a, b) => a.offset - b.offset);
          for (const { start, length: size, readStart, readEnd } of got)
            expect(readStart <= start && start + size <= readEnd).toBe(true);
          let offset = 0;
          for (const each of pack.pieces) {
            const end = offset + lengthOf(each);
            while (each.kind === 'range' && offset < end) {
              const target = got.shift()!;
              expect(target.offset).toBe(offset);
              expect(target.start).toBe(each.end - (end - offset));
              offset += target.length;
            }
            offset = end;
          }
          expect(got).toEqual([]);
        }
      }),
    );
  });

  test('reads at most a quarter too much', () => {
    fc.assert(
      fc.property(packs, (given) => {
        const wanted = wantedBytes(given);
        const read = readBytes(planSweep(given));

        expect(read).toBeGreaterThanOrEqual(wanted);
        expect(read).toBeLessThanOrEqual(1.25 * wanted);
      }),
    );
  });

  test('counts a pack as open from its first piece to its last', () => {
    fc.assert(
      fc.property(packs, (given) => {
        const order = planSweep(given).flatMap(({ targets }) => targets.map(({ pack }) => pack));

        const open = order.map((_, i) =>
          given
            .filter(
              (pack) => order.indexOf(pack) <= i && i <= order.lastIndexOf(pack) && order.includes(pack),
            )
            .reduce((sum, { size }) => sum + size, 0),
        );

        expect(openBytesOf(planSweep(given))).toBe(Math.max(0, ...open));
      }),
    );
  });
});
