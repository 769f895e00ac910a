import { expect, test } from '@jest/globals';
import { InputError, StoreError } from '@biospex/batch-core';
import { failureOf, UnsentResultError } from '../src/job-failure.ts';
import { OutOfTimeError, StoppedError } from '../src/job/deadline.ts';
import { RefusedMessageError, UnreadableMessageError } from '../src/message/parse-trigger.ts';

test.each([
  [new InputError('IMAGES_MISSING', 'said'), 'IMAGES_MISSING', true],
  [new RefusedMessageError('said'), 'MESSAGE_REFUSED', true],
  [new UnreadableMessageError('said'), 'UNREADABLE_MESSAGE', false],
  [new StoreError('ARCHIVE_CHANGED', 'said'), 'ARCHIVE_CHANGED', false],
  [new UnsentResultError('said'), 'RESULT_UNSENT', false],
  [new TypeError('said'), 'INTERNAL', false],
  ['said', 'INTERNAL', false],
])('%p has code %s; final: %p', (error, code, isFinal) => {
  expect(failureOf(error)).toEqual({ code, message: 'said', isFinal });
});

test('running out of time, or being stopped, is tried again', () => {
  expect(failureOf(new OutOfTimeError())).toMatchObject({ code: 'OUT_OF_TIME', isFinal: false });
  expect(failureOf(new StoppedError())).toMatchObject({ code: 'STOPPED', isFinal: false });
});
