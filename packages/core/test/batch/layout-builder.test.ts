import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LayoutBuilder } from '../../src/batch/layout-builder.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('LayoutBuilder', () => {
  it.each([
    ['a gap', [10, 20], [21, 25]],
    ['an overlap', [10, 20], [19, 25]],
    ['what lies before', [10, 20], [0, 10]],
    ['the same again', [10, 20], [10, 20]],
  ] as const)('does not join a range with %s', (_, first, second) => {
    const builder = new LayoutBuilder();
    builder.addRange(first[0], first[1]);
    builder.addRange(second[0], second[1]);

    expect(builder.finish().segments).toEqual(
      [first, second].map(([start, end]) => ({ kind: 'range', start, end })),
    );
  });

  it('joins ranges that touch, with nothing or no bytes between them, and keeps bytes as they came', () => {
    const builder = new LayoutBuilder();
    builder.addRange(10, 20);
    builder.addBytes(bytes());
    builder.addRange(20, 21);
    builder.addBytes(bytes(1, 2));
    builder.addRange(5, 5);
    builder.addBytes(bytes(3));

    expect(builder.finish()).toEqual({
      segments: [
        { kind: 'range', start: 10, end: 21 },
        { kind: 'bytes', bytes: bytes(1, 2) },
        { kind: 'bytes', bytes: bytes(3) },
      ],
      size: 14,
    });
  });

  it('knows its size so far at any time, and ends without empty segments', () => {
    const range = fc.tuple(fc.nat(50), fc.nat(5));
    fc.assert(
      fc.property(fc.array(fc.oneof(range, fc.uint8Array({ maxLength: 4 })), { maxLength: 30 }), (parts) => {
        const builder = new LayoutBuilder();
        let size = 0;
        for (const part of parts) {
          if (Array.isArray(part)) builder.addRange(part[0], part[0] + part[1]);
          else builder.addBytes(part);
          size += Array.isArray(part) ? part[1] : part.length;
          expect(builder.size).toBe(size);
        }

        const layout = builder.finish();
        const lengths = layout.segments.map((segment) =>
          segment.kind === 'bytes' ? segment.bytes.length : segment.end - segment.start,
        );
        expect(layout.size).toBe(size);
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(size);
        expect(lengths).not.toContain(0);
      }),
    );
  });
});
