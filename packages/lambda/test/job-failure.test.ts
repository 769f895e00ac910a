import { expect, test } from '@jest/globals';
import { ERROR_WORDS, InputError, StoreError } from '@biospex/batch-core';
import { failureOf, JobError } from '../src/job-failure.ts';

const remedy = ({ code }: InputError | StoreError): string => ERROR_WORDS[code].remedy;
const input = new InputError('IMAGES_MISSING', 'said');
const store = new StoreError('ARCHIVE_CHANGED', 'said');

test.each([
  [input, 'IMAGES_MISSING', `said. ${remedy(input)}`, true],
  [store, 'ARCHIVE_CHANGED', `said. ${remedy(store)}`, false],
  [new JobError('MESSAGE_REFUSED', 'said'), 'MESSAGE_REFUSED', 'said', true],
  [new JobError('UNREADABLE_MESSAGE', 'said'), 'UNREADABLE_MESSAGE', 'said', false],
  [new TypeError('said'), 'INTERNAL', 'said', false],
  ['said', 'INTERNAL', 'said', false],
])('%p has code %s and message %j; isFinal %p', (error, code, message, isFinal) => {
  expect(failureOf(error)).toEqual({ code, message, isFinal });
});

test('a stopped job is retried, whatever error the stop caused', () => {
  const failure = failureOf(new InputError('NOT_AN_ARCHIVE', ''), AbortSignal.abort());

  expect(failure).toMatchObject({ code: 'STOPPED', isFinal: false });
});
