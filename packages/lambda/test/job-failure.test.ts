import { expect, test } from '@jest/globals';
import { InputError, StoreError } from '@biospex/batch-core';
import { failureOf, JobError } from '../src/job-failure.ts';

test.each([
  [new InputError('IMAGES_MISSING', 'said'), 'IMAGES_MISSING', true],
  [new JobError('MESSAGE_REFUSED', 'said'), 'MESSAGE_REFUSED', true],
  [new JobError('UNREADABLE_MESSAGE', 'said'), 'UNREADABLE_MESSAGE', false],
  [new StoreError('ARCHIVE_CHANGED', 'said'), 'ARCHIVE_CHANGED', false],
  [new TypeError('said'), 'INTERNAL', false],
  ['said', 'INTERNAL', false],
])('%p has code %s; isFinal %p', (error, code, isFinal) => {
  expect(failureOf(error)).toEqual({ code, message: 'said', isFinal });
});

test('a stopped job is retried, whatever error the stop caused', () => {
  const failure = failureOf(new InputError('NOT_AN_ARCHIVE', ''), AbortSignal.abort());

  expect(failure).toMatchObject({ code: 'STOPPED', isFinal: false });
});
