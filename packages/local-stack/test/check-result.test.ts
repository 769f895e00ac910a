import { describe, expect, test } from '@jest/globals';
import { checkResult } from '../src/check-result.ts';

const trigger = { downloadId: 7, file: 'a.zip' };
const result = {
  function: 'BiospexBatchCreator',
  status: 'success',
  ...trigger,
  batchFiles: ['a-part1.zip', 'a-part2.zip'],
  rows: 3,
};

describe('checkResult', () => {
  test('gives a result that keeps the contract', () => {
    expect(checkResult(result, trigger)).toBe(result);
  });

  test.each([
    ['nothing', undefined, 'the result is no object'],
    ['no object', 'success', 'the result is no object'],
    ['another function', { ...result, function: 'Other' }, 'function is Other'],
    ['a failure', { ...result, status: 'failed' }, 'status is failed'],
    ['progress', { ...result, status: 'processing' }, 'status is processing'],
    ['an id of another type', { ...result, downloadId: '7' }, 'downloadId is 7'],
    ['another file', { ...result, file: 'b.zip' }, 'file is b.zip'],
    ['no batches', { ...result, batchFiles: [] }, 'batchFiles is empty'],
    ['no list of batches', { ...result, batchFiles: 'a-part1.zip' }, 'batchFiles is no list of names'],
    ['batches that are no names', { ...result, batchFiles: [{}] }, 'batchFiles is no list of names'],
    ['paths', { ...result, batchFiles: ['batch/a-part1.zip'] }, 'batchFiles holds paths'],
  ])('refuses %s', (_, value, fault) => {
    expect(() => checkResult(value, trigger)).toThrow(fault);
  });
});
