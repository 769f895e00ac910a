import { BatchError, InputError, withRemedy, type ErrorCode } from '@biospex/batch-core';

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

const EXPORT_AGAIN = 'Make the export again, then its batches.';
const ASK_AGAIN = 'Ask for the batches again. If it fails again, see docs/runbook.md#system-failures.';
const SKIP = 'Make the export again, or set MISSING_IMAGES=skip.';
const SMALLER_PARTS = 'Export the expedition in smaller parts.';

/** For administrators of BIOSPEX: the core's remedies are for somebody who has the file. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  IMAGES_MISSING: SKIP,
  IMAGE_NAME_EMPTY: SKIP,
  MANIFEST_TOO_LARGE: SMALLER_PARTS,
  DIRECTORY_TOO_LARGE: SMALLER_PARTS,
  ARCHIVE_TOO_LARGE: SMALLER_PARTS,
  SPOOL_FAILED: 'Raise maxTmpBytes, or set efs: true (docs/deploying.md#settings).',
};

/** BIOSPEX gets 2000 characters, and the remedy must be among them. */
const MAX_MESSAGE_LENGTH = 1800;

/** @param stop once aborted, it is the reason of any failure */
export function failureOf(error: unknown, stop?: AbortSignal): JobFailure {
  if (stop?.aborted === true) return { code: 'STOPPED', message: 'the function was stopped', isFinal: false };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BatchError) {
    const isFinal = error instanceof InputError;
    const remedy = REMEDIES[error.code] ?? (isFinal ? EXPORT_AGAIN : ASK_AGAIN);
    // PHP cannot read JSON that holds half a surrogate pair.
    const shown = message.slice(0, MAX_MESSAGE_LENGTH).replace(/[\ud800-\udbff]$/, '');
    return { code: error.code, message: withRemedy(shown, remedy), isFinal };
  }
  if (error instanceof JobError)
    return { code: error.code, message, isFinal: error.code === 'MESSAGE_REFUSED' };
  return { code: 'INTERNAL', message, isFinal: false };
}
