import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeUtf8, isAscii, lengthOfWholeCharacters, utf8Length } from '../src/utf8.ts';

const bytes = (...values: number[]): Buffer => Buffer.from(values);

describe('isAscii', () => {
  test.each([
    ['', true],
    ['\0\x7f', true],
    ['a\x80', false],
    ['é', false],
  ])('says of %j: %j', (text, expected) => {
    expect(isAscii(text)).toBe(expected);
  });
});

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

describe('lengthOfWholeCharacters', () => {
  it.each(['a', 'é', '€', '🌿'])('leaves off what there is of a cut %s', (character) => {
    const encoded = Buffer.from(`x${character}`);

    for (let length = 1; length < encoded.length; length++) {
      expect(lengthOfWholeCharacters(encoded, length)).toBe(1);
    }
    expect(lengthOfWholeCharacters(encoded, encoded.length)).toBe(encoded.length);
  });

  it.each([
    ['nothing', bytes(), 0],
    ['continuation bytes that nothing leads', bytes(0x80, 0x80, 0x80, 0x80), 4],
    ['Latin-1', bytes(0x61, 0xe9, 0x61), 3],
  ])('takes %s for whole', (_, encoded, length) => {
    expect(lengthOfWholeCharacters(encoded, encoded.length)).toBe(length);
  });
});
