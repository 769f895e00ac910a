import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FAILURE_WORDS } from '../../src/words/failure-words.ts';

/** The codes in capitals that a file of the project names. */
function codesIn(path: string): string[] {
  const source = readFileSync(new URL(path, import.meta.url), 'utf8');
  return [...source.matchAll(/\| '([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code!);
}

describe('the words for failures', () => {
  test('are there for every error code of the core and of the page, and for no other', () => {
    const codes = [...codesIn('../../../core/src/errors.ts'), ...codesIn('../../src/failure.ts')];

    expect(codes.length).toBeGreaterThan(35);
    expect(Object.keys(FAILURE_WORDS).toSorted()).toEqual(codes.toSorted());
  });

  test.each(Object.entries(FAILURE_WORDS))(
    'say what is wrong and what to do, in whole sentences: %s',
    (_, words) => {
      expect(words.title).toMatch(/^[A-Z].*[^.]$/);
      expect(words.explanation).toMatch(/^[A-Z].*\.$/);
      expect(words.advice).toMatch(/^[A-Z].*\.$/);
    },
  );
});
