import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { excerpt, listSome, quote } from '../src/quote.ts';

const upTo = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));

describe('quote', () => {
  test.each([
    ['', '""'],
    ['a.jpg', '"a.jpg"'],
    ['say "x"\\', '"say \\"x\\"\\\\"'],
    ['é 日本', '"é 日本"'],
    ['two\r\nlines', '"two\\r\\nlines"'],
    ['\x1b[31m\0', '"\\u001b[31m\\u0000"'],
    ['\x7f\x85\x9f', '"\\u007f\\u0085\\u009f"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\u200e\u200f\u202a\u202e\u2066\u2069', '"\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069"'],
    ['\ud800', '"\\ud800"'],
    ['\u00ad\u061c\u200b\u200d\ufeff', '"\\u00ad\\u061c\\u200b\\u200d\\ufeff"'],
    ['\u{e0001}\u{e007f}', '"\\udb40\\udc01\\udb40\\udc7f"'],
    ['\u{1f33f}', '"\u{1f33f}"'],
  ])('shows %j as %s', (text, expected) => {
    expect(quote(text)).toBe(expected);
  });

  test.each([
    [119, `"${'x'.repeat(119)}"`],
    [120, `"${'x'.repeat(120)}"`],
    [121, `"${'x'.repeat(120)}…"`],
  ])('shows at most 120 characters: of %d', (length, expected) => {
    expect(quote('x'.repeat(length))).toBe(expected);
  });

  test('keeps any text on one line that a terminal shows as it is', () => {
    const codePoints = fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 });
    fc.assert(
      fc.property(codePoints, (points) => {
        expect(quote(String.fromCodePoint(...points))).toMatch(/^"[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*"$/u);
      }),
    );
  });
});

describe('listSome', () => {
  test.each([
    [[], 0, ''],
    [['a'], 1, 'a'],
    [['a', 'b'], 2, 'a, b'],
    [['a', 'b'], 9, 'a, b and 7 more'],
    [upTo(20), 20, upTo(20).join(', ')],
    [upTo(21), 21, `${upTo(20).join(', ')} and 1 more`],
    [upTo(20), 1000, `${upTo(20).join(', ')} and 980 more`],
  ])('lists %j of %d', (shown, count, expected) => {
    expect(listSome(shown, count)).toBe(expected);
  });
});

describe('excerpt', () => {
  test.each([
    [0, 10, 'abc\u{1f33f}def'],
    [1, 3, 'bc'],
    [-5, 4, 'abc'],
    [4, 9, 'def'],
  ])('cuts from %d to %d, never inside a character', (start, end, part) => {
    expect(excerpt('abc\u{1f33f}def', start, end)).toBe(part);
  });
});
