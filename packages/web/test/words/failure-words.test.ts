import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { FailureCode } from '../../src/failure.ts';
import { wordsOfFailure } from '../../src/words/failure-words.ts';

/** The error codes in a source file. */
function codesIn(path: string): FailureCode[] {
  const source = readFileSync(new URL(path, import.meta.url), 'utf8');
  return [...source.matchAll(/\| '([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code as FailureCode);
}

const codes = [...codesIn('../../../core/src/errors.ts'), ...codesIn('../../src/failure.ts')];

describe('the words for failures', () => {
  test.each(codes)('have a title and a remedy in whole sentences: %s', (code) => {
    const { title, remedy } = wordsOfFailure(code);

    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  });
});
