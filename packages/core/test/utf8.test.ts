import { describe, expect, it } from '@jest/globals';
import { decodeUtf8 } from '../src/utf8.ts';

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
