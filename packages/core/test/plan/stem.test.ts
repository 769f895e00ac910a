import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkStem, safeStem } from '../../src/index.ts';

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
    const names = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(names, (name) => {
        const stem = safeStem(name);

        expect(() => {
          checkStem(stem);
        }).not.toThrow();
        expect(safeStem(stem)).toBe(stem);
      }),
    );
  });
});
