import { describe, expect, test } from '@jest/globals';
import { messageOf } from '../src/errors.ts';
import { BatchError, InputError, StoreError } from '../src/index.ts';

describe.each([
  ['InputError', new InputError('MANIFEST_EMPTY', 'no rows'), 'MANIFEST_EMPTY'],
  ['StoreError', new StoreError('WRITE_FAILED', 'no rows'), 'WRITE_FAILED'],
])('%s', (name, error, code) => {
  test('is an Error and a BatchError with a name, a code and a sentence', () => {
    expect(error).toBeInstanceOf(BatchError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, code, message: 'no rows', details: {} });
    expect(String(error)).toBe(`${name}: no rows`);
  });

  test('has no cause unless it is given one', () => {
    expect('cause' in error).toBe(false);
  });
});

describe('BatchError', () => {
  test('keeps cause and details', () => {
    const cause = new Error('EIO');

    const error = new StoreError('READ_FAILED', 'bytes 0 to 1', { cause, details: { start: 0, end: 1 } });

    expect(error.cause).toBe(cause);
    expect(error.details).toEqual({ start: 0, end: 1 });
  });

  test('tells its two kinds apart', () => {
    expect(new InputError('MANIFEST_EMPTY', '')).not.toBeInstanceOf(StoreError);
    expect(new StoreError('READ_FAILED', '')).not.toBeInstanceOf(InputError);
  });
});

describe('messageOf', () => {
  test.each([
    [new TypeError('wrong'), 'wrong'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('makes something readable of %p', (cause, message) => {
    expect(messageOf(cause)).toBe(message);
  });
});
