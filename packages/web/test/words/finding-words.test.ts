import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { FindingCode } from '@biospex/batch-core';
import { FINDING_WORDS } from '../../src/words/finding-words.ts';

const source = readFileSync(new URL('../../../core/src/plan/finding.ts', import.meta.url), 'utf8');
const codes = [...source.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code as FindingCode);

describe('the words for findings', () => {
  test.each(codes)('say what Zooniverse does with it and what to do, of one and of many: %s', (code) => {
    const { title, zooniverse, advice } = FINDING_WORDS[code];

    expect(title(1)).toMatch(/^1 \w/);
    expect(title(1234)).toMatch(/^1,234 \w/);
    expect(zooniverse).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z]/);
  });

  test('know every finding there is', () => {
    expect(codes.length).toBeGreaterThan(12);
  });
});
