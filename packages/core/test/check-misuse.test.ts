import { describe, expect, test } from '@jest/globals';
import { checkOptionNames, checkSource, checkWholeNumber } from '../src/check-misuse.ts';
import { BlobSource, MemorySource } from '../src/index.ts';

describe('checkSource', () => {
  test('accepts sources', () => {
    expect(() => checkSource(new MemorySource(new Uint8Array(3)))).not.toThrow();
    expect(() => checkSource(new BlobSource(new Blob([])))).not.toThrow();
  });

  test.each([
    ["string 'export.zip'", 'export.zip'],
    ['undefined', undefined],
    ['Object', { size: 5 }],
    ['Promise', Promise.resolve()],
    ['Uint8Array', new Uint8Array(3)],
  ])('refuses %s, and says how to make a source', (what, source) => {
    expect(() => checkSource(source)).toThrow(TypeError);
    expect(() => checkSource(source)).toThrow(
      `source must be a ByteSource, got ${what}; wrap bytes in a MemorySource and a File in a BlobSource`,
    );
  });
});

describe('checkOptionNames', () => {
  const allowed = ['stem', 'batchSize', 'missingImages'];

  test('accepts known names', () => {
    expect(() => checkOptionNames({ stem: 'x', batchSize: 1 }, allowed)).not.toThrow();
    expect(() => checkOptionNames({}, allowed)).not.toThrow();
  });

  test('refuses unknown names, and lists the known ones', () => {
    expect(() => checkOptionNames({ batchsize: 1 }, allowed)).toThrow(
      new TypeError('unknown option "batchsize"; the options are stem, batchSize, missingImages'),
    );
  });

  test.each([undefined, null, 5, 'x'])('refuses options that are %p', (options) => {
    expect(() => checkOptionNames(options, allowed)).toThrow(/^options must be an object, got /);
  });
});

test.each([
  ["string '250'", '250', TypeError],
  ['undefined', undefined, TypeError],
  ['0', 0, RangeError],
  ['1.5', 1.5, RangeError],
  ['NaN', Number.NaN, RangeError],
])('checkWholeNumber refuses %s', (what, value, kind) => {
  const check = (): void => checkWholeNumber('batchSize', value);

  expect(check).toThrow(kind);
  expect(check).toThrow(`batchSize must be a whole number of 1 or more, got ${what}`);
});
