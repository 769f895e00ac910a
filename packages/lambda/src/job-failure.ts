import { BatchError, ERROR_WORDS, InputError } from '@biospex/batch-core';

export type JobErrorCode =
  'MESSAGE_REFUSED' | 'UNREADABLE_MESSAGE' | 'QUEUE_UNREACHABLE' | 'RESULT_UNSENT' | 'ANSWER_UNDER_WAY';

/** JobError is a failure that neither the archive nor the store of a job caused. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code: JobErrorCode;

  constructor(code: JobErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why an attempt failed. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

export interface JobFailure extends Reason {
  /** The input is wrong, so a retry cannot help. */
  readonly isFinal: boolean;
}

/** @param stop once aborted, it is the reason of any failure */
export function failureOf(error: unknown, stop?: AbortSignal): JobFailure {
  if (stop?.aborted === true) return { code: 'STOPPED', message: 'the function was stopped', isFinal: false };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BatchError) {
    const { remedy } = ERROR_WORDS[error.code];
    return { code: error.code, message: `${message}. ${remedy}`, isFinal: error instanceof InputError };
  }
  if (error instanceof JobError)
    return { code: error.code, message, isFinal: error.code === 'MESSAGE_REFUSED' };
  return { code: 'INTERNAL', message, isFinal: false };
}
