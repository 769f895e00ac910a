/** What can be wrong with an archive, its manifest or its image names. A retry does not help. */
export type InputErrorCode =
  | 'ARCHIVE_MISSING'
  | 'NOT_AN_ARCHIVE'
  | 'UNSUPPORTED_FORMAT'
  | 'TRUNCATED_ARCHIVE'
  | 'CORRUPT_GZIP'
  | 'CORRUPT_TAR'
  | 'ARCHIVE_TOO_LARGE'
  | 'DECOMPRESSION_BOMB'
  | 'SPARSE_ENTRY'
  | 'SPLIT_ARCHIVE'
  | 'CORRUPT_DIRECTORY'
  | 'DIRECTORY_TOO_LARGE'
  | 'OVERLAPPING_ENTRIES'
  | 'CORRUPT_ENTRY'
  | 'ENCRYPTED_ENTRY'
  | 'UNSUPPORTED_METHOD'
  | 'ENTRY_IS_A_LINK'
  | 'ENTRY_IS_NO_FILE'
  | 'UNSAFE_ENTRY_NAME'
  | 'DUPLICATE_ENTRY'
  | 'MANIFEST_MISSING'
  | 'MANIFEST_AMBIGUOUS'
  | 'MANIFEST_CORRUPT'
  | 'MANIFEST_TOO_LARGE'
  | 'MANIFEST_ENCODING'
  | 'MANIFEST_EMPTY'
  | 'MANIFEST_NO_IMAGE_COLUMN'
  | 'MANIFEST_TWO_IMAGE_COLUMNS'
  | 'MANIFEST_RAGGED'
  | 'MANIFEST_UNCLOSED_QUOTE'
  | 'IMAGE_NAME_EMPTY'
  | 'IMAGE_NAME_LEAVES_FOLDER'
  | 'IMAGE_NAME_FORBIDDEN_CHARACTER'
  | 'IMAGE_NAME_NOT_UTF8'
  | 'IMAGE_IS_A_MANIFEST'
  | 'IMAGE_AMBIGUOUS'
  | 'IMAGES_MISSING';

/** Why reading or writing failed. A retry may help. */
export type StoreErrorCode = 'READ_FAILED' | 'ARCHIVE_CHANGED' | 'SPOOL_FAILED' | 'WRITE_FAILED';

export type ErrorCode = InputErrorCode | StoreErrorCode;

/** Facts of an error for programs, such as entry, row, limit and observed value. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface BatchErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/**
 * BatchError is the base of every error of this package, except `signal.reason` after an abort and `TypeError` or
 * `RangeError` for a caller's mistake. `message` is one sentence, without the code.
 */
export abstract class BatchError extends Error {
  abstract readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(message: string, options: BatchErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.details = options.details ?? {};
  }
}

/** InputError: the archive or its manifest is wrong. Report it, never retry. */
export class InputError extends BatchError {
  override readonly name = 'InputError';
  readonly code: InputErrorCode;

  constructor(code: InputErrorCode, message: string, options?: BatchErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** StoreError: reading the source or writing a batch failed, see `cause`. A retry may succeed. */
export class StoreError extends BatchError {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: BatchErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  // Not instanceof: an error may come from another realm, such as a frame or a worker.
  const message: unknown = (thrown as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(thrown);
}
