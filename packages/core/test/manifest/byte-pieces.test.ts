import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BytePieces } from '../../src/manifest/byte-pieces.ts';

const pieces = fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 8 });

describe('BytePieces', () => {
  test('gives any bytes of the file, as views and in one', () => {
    fc.assert(
      fc.property(pieces, fc.nat(45), fc.nat(45), (parts, one, other) => {
        const file = new BytePieces();
        for (const part of parts) file.push(part);
        const whole = Buffer.concat(parts);
        const [start, end] = [
          Math.min(one, other, whole.length),
          Math.min(Math.max(one, other), whole.length),
        ];

        const views = file.views(start, end);

        expect(file.size).toBe(whole.length);
        expect(Buffer.concat(views)).toEqual(whole.subarray(start, end));
        expect(views.map(({ length }) => length)).not.toContain(0);
        expect(Buffer.from(file.slice(start, end))).toEqual(whole.subarray(start, end));
      }),
    );
  });

  test('copies nothing that lies in one piece', () => {
    const piece = Uint8Array.of(1, 2, 3);
    const file = new BytePieces();
    file.push(piece);

    expect(file.slice(1, 3).buffer).toBe(piece.buffer);
  });
});
