import { expect, test } from '@jest/globals';
import { InputError, StoreError } from '@biospex/batch-core';
import { failureOf, JobError } from '../src/job-failure.ts';

const input = new InputError('IMAGES_MISSING', 'said');
const store = new StoreError('ARCHIVE_CHANGED', 'said');

test.each([
  [input, 'IMAGES_MISSING', 'said. Make the export again, or set MISSING_IMAGES=skip.', true],
  [
    store,
    'ARCHIVE_CHANGED',
    'said. Ask for the batches again. If it fails again, see docs/runbook.md#system-failures.',
    false,
  ],
  [new JobError('MESSAGE_REFUSED', 'said'), 'MESSAGE_REFUSED', 'said', true],
  [new JobError('UNREADABLE_MESSAGE', 'said'), 'UNREADABLE_MESSAGE', 'said', false],
  [new TypeError('said'), 'INTERNAL', 'said', false],
  ['said', 'INTERNAL', 'said', false],
])('%p has code %s and message %j; isFinal %p', (error, code, message, isFinal) => {
  expect(failureOf(error)).toEqual({ code, message, isFinal });
});

test.each([
  ['CORRUPT_DIRECTORY', 'Make the export again, then its batches.'],
  ['SPOOL_FAILED', 'Raise maxTmpBytes, or set efs: true (docs/deploying.md#settings).'],
] as const)('%s says what an administrator can do, however long its message is', (code, remedy) => {
  const message = `${'x'.repeat(1799)}${'\u{1f33f}'.repeat(2000)}`;
  const error = code === 'SPOOL_FAILED' ? new StoreError(code, message) : new InputError(code, message);

  expect(failureOf(error).message).toBe(`${'x'.repeat(1799)}. ${remedy}`);
});

test('a stopped job is retried, whatever error the stop caused', () => {
  const failure = failureOf(new InputError('NOT_AN_ARCHIVE', ''), AbortSignal.abort());

  expect(failure).toMatchObject({ code: 'STOPPED', isFinal: false });
});
