import { expect, test } from '@jest/globals';
import { ERROR_WORDS, type ErrorCode } from '@biospex/batch-core';
import { remedyOf } from '../../src/output/remedy-of.ts';

const codes = Object.keys(ERROR_WORDS) as ErrorCode[];
const fixedByManifest = codes.filter((code) =>
  /use that file\.|of your own|from outside/.test(ERROR_WORDS[code].remedy),
);

test.each(fixedByManifest)('the remedy of %s names --manifest', (code) => {
  expect(remedyOf({ code, details: {} })).toMatch(/ \(--manifest FILE\)\.$/);
});

test.each(['IMAGES_MISSING', 'IMAGE_NAME_EMPTY'] as const)(
  'the remedy of %s names --missing skip',
  (code) => {
    expect(remedyOf({ code, details: { faults: [] } })).toMatch(
      / leave these rows out if others remain \(--missing skip\)\.$/,
    );
  },
);

test('enough errors are mended by a manifest', () => {
  expect(fixedByManifest.length).toBeGreaterThan(8);
});
