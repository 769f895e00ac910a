import { BatchError, InputError } from '@biospex/batch-core';
import { OutOfTimeError, StoppedError } from './job/deadline.ts';
import { RefusedMessageError, UnreadableMessageError } from './message/parse-trigger.ts';

/** UnsentResultError says that the job is done, but the result queue did not take its result. */
export class UnsentResultError extends Error {
  override readonly name = 'UnsentResultError';
  readonly code = 'RESULT_UNSENT';
}

/** What is told of a job that failed. */
export interface JobFailure {
  readonly code: string;
  readonly message: string;
  /** Trying again cannot help: the input is wrong. */
  readonly isFinal: boolean;
}

export function failureOf(error: unknown): JobFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InputError || error instanceof RefusedMessageError)
    return { code: error.code, message, isFinal: true };
  if (
    error instanceof BatchError ||
    error instanceof OutOfTimeError ||
    error instanceof StoppedError ||
    error instanceof UnsentResultError ||
    error instanceof UnreadableMessageError
  )
    return { code: error.code, message, isFinal: false };
  return { code: 'INTERNAL', message, isFinal: false };
}
