import { BatchError, type ErrorCode } from '@biospex/batch-core';

/** The core's errors, and the page's own. */
export type FailureCode =
  | ErrorCode
  | 'NOT_A_FILE'
  | 'SEVERAL_FILES'
  | 'SPREADSHEET'
  | 'MANIFEST_ALONE'
  | 'FOLDER_REFUSED'
  | 'SAVE_FAILED'
  | 'WORKER_MISSING'
  | 'INTERNAL';

/** Failure is an error that the page shows. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode, message: string, details: Failure['details'] = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Turns anything thrown into a Failure. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof BatchError) {
    // A worker's message can carry JSON, but not every detail, such as a file handle.
    const details = JSON.parse(JSON.stringify(thrown.details)) as Failure['details'];
    return new Failure(thrown.code, thrown.message, details);
  }
  return new Failure(
    'INTERNAL',
    thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
  );
}
