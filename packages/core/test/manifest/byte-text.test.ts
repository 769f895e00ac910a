import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromByteText, toBytes, toByteText } from '../../src/manifest/byte-text.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('toByteText', () => {
  test('gives every byte one character of its own, and toBytes gives it back', () => {
    const text = toByteText(everyByte);

    expect(new Set(text).size).toBe(256);
    expect(text).toHaveLength(256);
    expect(toBytes(text)).toEqual(everyByte);
  });

  test('leaves ASCII as it is', () => {
    const ascii = everyByte.subarray(0, 128);

    expect(toByteText(ascii)).toBe(Buffer.from(ascii).toString('ascii'));
  });

  test('takes also what hosts make of latin1 that do not follow the Encoding Standard', () => {
    expect(toBytes(Buffer.from(everyByte).toString('latin1'))).toEqual(everyByte);
  });
});

describe('fromByteText', () => {
  test('reads any text from its UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fromByteText(toByteText(Buffer.from(text)))).toBe(text);
      }),
    );
  });

  test.each([
    ['an é in Latin-1', [0xe9]],
    ['a cut character', [0xe2, 0x82]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ])('does not read %s', (_, bytes) => {
    expect(fromByteText(toByteText(Uint8Array.from(bytes)))).toBeUndefined();
  });
});
