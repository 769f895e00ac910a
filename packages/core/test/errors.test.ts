import { describe, expect, test } from '@jest/globals';
import { messageOf } from '../src/errors.ts';
import { BatchError, InputError, StoreError } from '../src/index.ts';

describe('BatchError', () => {
  test('is of one of two kinds, with a name, a code and a sentence', () => {
    const input = new InputError('MANIFEST_EMPTY', 'no rows');
    const store = new StoreError('WRITE_FAILED', 'no space');

    expect([input instanceof BatchError, input instanceof StoreError]).toEqual([true, false]);
    expect([store instanceof BatchError, store instanceof InputError]).toEqual([true, false]);
    expect(input).toMatchObject({ code: 'MANIFEST_EMPTY', message: 'no rows', details: {} });
    expect([String(input), String(store)]).toEqual(['InputError: no rows', 'StoreError: no space']);
    expect('cause' in input).toBe(false);
  });

  test('keeps cause and details', () => {
    const cause = new Error('EIO');

    const error = new StoreError('READ_FAILED', 'bytes 0 to 1', { cause, details: { start: 0, end: 1 } });

    expect(error).toMatchObject({ cause, details: { start: 0, end: 1 } });
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
