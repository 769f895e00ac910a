import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { safeStem } from '../../src/index.ts';
import { checkStem } from '../../src/plan/stem.ts';

describe('checkStem', () => {
  test.each([
    'export',
    '123-2-6f1c',
    'with blanks',
    '.hidden',
    '...',
    'Ébenus crética',
    '日本',
    "it's (1) + [2], 100 %",
    'x'.repeat(235),
    `${'é'.repeat(117)}x`,
  ])('lets %j pass', (stem) => {
    expect(() => checkStem(stem)).not.toThrow();
  });

  test.each([
    ...['', '.', '..', '/', 'a/b', '../a', 'a\\b', 'C:', 'a*', 'a?', 'a"', 'a<', 'a>', 'a|'],
    ...['a\0', 'a\n', 'a\x1f', 'a\x7f', 'a\ud83c', 'x'.repeat(236), 'é'.repeat(118)],
  ])('refuses %j', (stem) => {
    expect(() => checkStem(stem)).toThrow(
      new TypeError(`stem must be a plain file name of 1 to 235 bytes, got ${JSON.stringify(stem)}`),
    );
  });

  test.each([undefined, null, 7])('refuses %j, which is not a string', (stem) => {
    expect(() => checkStem(stem as unknown as string)).toThrow(TypeError);
  });
});

describe('safeStem', () => {
  test.each([
    ['export', 'export'],
    ['été 2', 'été 2'],
    ['a/b\\c:d', 'a-b-c-d'],
    ['two\nlines', 'two-lines'],
    ['\u202etxt.exe', '-txt.exe'],
    ['half \ud83c', 'half -'],
    ['whole \u{1f33f}', 'whole \u{1f33f}'],
    ['', 'batch'],
    ['.', 'batch'],
    ['..', 'batch'],
    ['...', '...'],
    ['x'.repeat(235), 'x'.repeat(235)],
    ['x'.repeat(236), 'x'.repeat(235)],
    ['é'.repeat(118), 'é'.repeat(117)],
    ['\u{1f33f}'.repeat(59), '\u{1f33f}'.repeat(58)],
  ])('makes of %j %j', (name, stem) => {
    expect(safeStem(name)).toBe(stem);
  });

  test('makes a stem of any name, and leaves a stem as it is', () => {
    const codePoints = fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 300 });
    const names = fc.oneof(
      codePoints.map((points) => String.fromCodePoint(...points)),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(names, (name) => {
        const stem = safeStem(name);

        expect(() => checkStem(stem)).not.toThrow();
        expect(safeStem(stem)).toBe(stem);
      }),
    );
  });
});
