import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeUtf8, utf8Length } from '../src/utf8.ts';

const bytes = (...values: number[]): Buffer => Buffer.from(values);

describe('decodeUtf8', () => {
  it.each([
    ['a lone continuation byte', bytes(0x80)],
    ['a sequence that is cut', bytes(0xe6, 0x97)],
    ['an overlong form', bytes(0xc0, 0xaf)],
    ['a surrogate', bytes(0xed, 0xa0, 0x80)],
  ])('refuses %s', (_, text) => {
    expect(decodeUtf8(text)).toBeUndefined();
  });

  it('allows any text, a byte order mark and all', () => {
    expect(decodeUtf8(Buffer.from('\ufeffé日🌿'))).toBe('\ufeffé日🌿');
  });
});

describe('utf8Length', () => {
  it('is the number of bytes that encoding gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
