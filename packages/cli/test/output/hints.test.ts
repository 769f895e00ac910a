import { describe, expect, test } from '@jest/globals';
import { hintFor } from '../../src/output/hints.ts';

describe('hintFor', () => {
  test('tells of the option that leaves rows without an image out', () => {
    expect(hintFor('IMAGES_MISSING')).toMatch(/^--missing skip /);
  });

  test.each(['WRITE_FAILED', 'constructor', ''])('has nothing to say about %j', (code) => {
    expect(hintFor(code)).toBeUndefined();
  });
});
