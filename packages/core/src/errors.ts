/** What can be wrong with an archive, its manifest or its image names. A retry does not help. */
export type InputErrorCode =
  | 'ARCHIVE_MISSING'
  /** Not a ZIP archive; the message says what it seems to be. */
  | 'NOT_AN_ARCHIVE'
  /** A kind of archive that cannot be split. */
  | 'UNSUPPORTED_FORMAT'
  /** The archive is incomplete, like an interrupted download or upload. */
  | 'TRUNCATED_ARCHIVE'
  /** The data or the CRC-32 of a gzip file are wrong. */
  | 'CORRUPT_GZIP'
  /** A TAR archive has a damaged header, or data after its end. */
  | 'CORRUPT_TAR'
  /** A TAR archive is larger, or has more entries, than allowed. */
  | 'ARCHIVE_TOO_LARGE'
  /** An archive unpacks to far more bytes than images could. */
  | 'DECOMPRESSION_BOMB'
  /** A TAR entry is sparse: its data are not in one piece. */
  | 'SPARSE_ENTRY'
  /** One part of an archive in several parts. */
  | 'SPLIT_ARCHIVE'
  /** The central directory contradicts itself or the file. */
  | 'CORRUPT_DIRECTORY'
  /** The central directory is larger than the limit. */
  | 'DIRECTORY_TOO_LARGE'
  /** Two entries claim the same bytes. */
  | 'OVERLAPPING_ENTRIES'
  /** A local file header contradicts the central directory. */
  | 'CORRUPT_ENTRY'
  | 'ENCRYPTED_ENTRY'
  /** A compression method other than stored and deflated. */
  | 'UNSUPPORTED_METHOD'
  /** The manifest, or an image that a row names, is a symbolic or hard link. */
  | 'ENTRY_IS_A_LINK'
  /** The manifest, or an image that a row names, is a device or a pipe. */
  | 'ENTRY_IS_NO_FILE'
  /** An entry name is absolute or leads out of the archive. */
  | 'UNSAFE_ENTRY_NAME'
  /** Two entries have the same name. */
  | 'DUPLICATE_ENTRY'
  | 'MANIFEST_MISSING'
  /** Several files could be the manifest. */
  | 'MANIFEST_AMBIGUOUS'
  /** The manifest cannot be decompressed, or its size or CRC-32 is wrong. */
  | 'MANIFEST_CORRUPT'
  | 'MANIFEST_TOO_LARGE'
  /** UTF-16, UTF-32 or binary. */
  | 'MANIFEST_ENCODING'
  | 'MANIFEST_EMPTY'
  | 'MANIFEST_NO_IMAGE_COLUMN'
  /** Two columns are named `imageName`. */
  | 'MANIFEST_TWO_IMAGE_COLUMNS'
  /** A row has more or fewer cells than the header. */
  | 'MANIFEST_RAGGED'
  | 'MANIFEST_UNCLOSED_QUOTE'
  | 'IMAGE_NAME_EMPTY'
  /** An image name leads out of the folder: `../x.jpg`, `/x.jpg`, `C:\x.jpg`. */
  | 'IMAGE_NAME_LEAVES_FOLDER'
  /** An image name with one of `/ \ : ,` or a control character. */
  | 'IMAGE_NAME_FORBIDDEN_CHARACTER'
  | 'IMAGE_NAME_NOT_UTF8'
  /** An image name ends in `.csv` or `.tsv`: Zooniverse takes such a file for another manifest. */
  | 'IMAGE_IS_A_MANIFEST'
  /** An image name fits several entries, or one image has several names. */
  | 'IMAGE_AMBIGUOUS'
  | 'IMAGES_MISSING';

/** Why reading or writing failed. A retry may help. */
export type StoreErrorCode =
  | 'READ_FAILED'
  /** The archive changed after it was opened. */
  | 'ARCHIVE_CHANGED'
  /** Not enough room to unpack a TAR archive, or the disk failed. */
  | 'SPOOL_FAILED'
  | 'WRITE_FAILED';

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
