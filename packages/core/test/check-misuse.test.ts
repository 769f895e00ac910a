import { describe, expect, test } from '@jest/globals';
import { checkOptionNames, checkSource, checkWholeNumber } from '../src/check-misuse.ts';
import { BlobSource, MemorySource } from '../src/index.ts';

const openFile = 'open a file with FileSource of @biospex/batch-core/node, or call splitExport there';

describe('checkSource', () => {
  test('lets sources pass', () => {
    expect(() => checkSource(new MemorySource(new Uint8Array(3)))).not.toThrow();
    expect(() => checkSource(new BlobSource(new Blob([])))).not.toThrow();
  });

  test.each([
    ["the string 'export.zip'", 'export.zip', openFile],
    ['undefined', undefined, openFile],
    ['null', null, openFile],
    ['a function', () => 5, openFile],
    ['a value of type Object', { size: 5 }, openFile],
    ['a value of type Promise', Promise.resolve(), 'await it first'],
    ['a value of type Uint8Array', new Uint8Array(3), 'wrap it in a MemorySource'],
    ['a value of type Blob', new Blob([]), 'wrap it in a BlobSource'],
  ])('refuses %s, and says what to do', (what, source, advice) => {
    expect(() => checkSource(source)).toThrow(
      new TypeError(`the source must be a ByteSource, not ${what}: ${advice}`),
    );
  });
});

describe('checkOptionNames', () => {
  const allowed = ['stem', 'batchSize', 'missingImages'];

  test('lets known names pass', () => {
    expect(() => checkOptionNames({ stem: 'x', batchSize: 1 }, allowed)).not.toThrow();
    expect(() => checkOptionNames({}, allowed)).not.toThrow();
  });

  test.each([
    ['batchsize', ', did you mean batchSize?'],
    ['batch_size', ', did you mean batchSize?'],
    ['stern', ', did you mean stem?'],
    ['verbose', ';'],
  ])('refuses %s, and names the nearest if one is near', (name, hint) => {
    expect(() => checkOptionNames({ [name]: 1 }, allowed)).toThrow(
      new TypeError(`"${name}" is not an option${hint} the options are stem, batchSize, missingImages`),
    );
  });

  test.each([undefined, null, 5, 'x'])('refuses options that are %p', (options) => {
    expect(() => checkOptionNames(options, allowed)).toThrow(/^options must be an object, not /);
  });
});

test.each([
  ["the string '250'", '250', TypeError],
  ['undefined', undefined, TypeError],
  ['0', 0, RangeError],
  ['1.5', 1.5, RangeError],
  ['NaN', Number.NaN, RangeError],
])('checkWholeNumber refuses %s', (what, value, kind) => {
  const check = (): void => checkWholeNumber('batchSize', value);

  expect(check).toThrow(kind);
  expect(check).toThrow(`batchSize must be a whole number from 1 on, not ${what}`);
});
