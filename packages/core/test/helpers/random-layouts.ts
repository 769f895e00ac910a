import fc from 'fast-check';
import type { Layout, Segment } from '../../src/index.ts';
import { seededRandom } from './seeded-random.ts';

/** What the ranges of these layouts refer to: a megabyte of random bytes. */
export const sourceBytes = seededRandom(11).bytes(1_000_000);
const newBytes = seededRandom(12).bytes(2_000_000);

/** A layout of ranges `[start, end)` of the source, and of new bytes, given by their number. */
export function layoutOf(parts: readonly (number | readonly [start: number, end: number])[]): Layout {
  const segments = parts.map((part, i): Segment => {
    if (typeof part !== 'number') return { kind: 'range', start: part[0], end: part[1] };
    const start = i % (newBytes.length - part + 1);
    return { kind: 'bytes', bytes: newBytes.subarray(start, start + part) };
  });
  return {
    segments,
    size: parts.reduce<number>((sum, part) => sum + (typeof part === 'number' ? part : part[1] - part[0]), 0),
  };
}

const length = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
);
const range = fc
  .tuple(fc.nat(sourceBytes.length - 100_000), length)
  .map(([start, size]) => [start, start + size] as const);

/** Layouts of any mixture of short and long ranges and new bytes. */
export const randomLayouts: fc.Arbitrary<Layout> = fc
  .array(fc.oneof(range, length), { minLength: 1, maxLength: 40 })
  .map(layoutOf);
