import fc from 'fast-check';
import type { Layout, Segment } from '@biospex/batch-core';
import type { PartLimits } from '../../src/parts/part-limits.ts';
import { lengthOf, sizeOf, type Part } from '../../src/parts/part.ts';

/** S3's limits divided by a hundred thousand, so that layouts of every shape stay small. */
export const smallLimits: PartLimits = {
  minPartBytes: 50,
  maxPartBytes: 5000,
  maxParts: 100,
  packBytes: 80,
  minCopyBytes: 50,
  maxCopyBytes: 1280,
};

/** Ranges and new bytes by their lengths: `1000` is a range, `[1000]` are bytes. Ranges do not touch. */
export function layoutWith(lengths: readonly (number | readonly [number])[]): Layout {
  let position = 0;
  const segments = lengths.map((length): Segment => {
    if (typeof length !== 'number') return { kind: 'bytes', bytes: new Uint8Array(length[0]) };
    const start = position + 1;
    position = start + length;
    return { kind: 'range', start, end: position };
  });
  return { segments, size: segments.reduce((sum, segment) => sum + lengthOf(segment), 0) };
}

const around = (limit: number): fc.Arbitrary<number> => fc.constantFrom(limit - 1, limit, limit + 1);
const length = fc.oneof(
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: 1, max: 20_000 }),
  ...[2, 50, 80, 100, 120, 640, 1280, 2560, 5000, 10_000].map(around),
);

/** Layouts with any mixture of short and long segments. Like those of batches, each ends with new bytes. */
export const partLayouts: fc.Arbitrary<Layout> = fc
  .tuple(fc.array(fc.oneof(length, fc.tuple(length)), { maxLength: 30 }), fc.tuple(length))
  .map(([lengths, end]) => layoutWith([...lengths, end]));

/** The content of the parts, in order, with adjacent pieces joined, for comparison with the layout's. */
export function contentOf(parts: readonly Part[]): string[] {
  return joined(
    parts.flatMap((part) => (part.kind === 'copy' ? [{ ...part, kind: 'range' as const }] : part.pieces)),
  );
}

export function joined(segments: readonly Segment[]): string[] {
  const content: { buffer?: ArrayBufferLike; start: number; end: number }[] = [];
  for (const segment of segments) {
    const next =
      segment.kind === 'range'
        ? { start: segment.start, end: segment.end }
        : {
            buffer: segment.bytes.buffer,
            start: segment.bytes.byteOffset,
            end: segment.bytes.byteOffset + segment.bytes.length,
          };
    const last = content.at(-1);
    if (last !== undefined && last.buffer === next.buffer && last.end === next.start) last.end = next.end;
    else content.push(next);
  }
  const buffers = [...new Set(content.map(({ buffer }) => buffer))];
  return content.map(({ buffer, start, end }) => `${buffers.indexOf(buffer)}: ${start} to ${end}`);
}

/** The parts in brief: `copy 5000`, `pack 80`. */
export function outline(parts: readonly Part[]): string[] {
  return parts.map((part) => `${part.kind} ${sizeOf(part)}`);
}
