/** What can be wrong with an archive, its manifest or its image names. Trying again does not help. */
export type InputErrorCode =
  /** There is no such archive where it was said to be. */
  | 'ARCHIVE_MISSING'
  /** The bytes are no ZIP archive; the message says what they seem to be. */
  | 'NOT_AN_ARCHIVE'
  /** An archive of a kind that is recognised but cannot be split. */
  | 'UNSUPPORTED_FORMAT'
  /** The archive ends too early: a download or upload that broke off. */
  | 'TRUNCATED_ARCHIVE'
  /** A gzip file whose data or CRC-32 are wrong. */
  | 'CORRUPT_GZIP'
  /** A TAR archive with a damaged header, or with data behind its end. */
  | 'CORRUPT_TAR'
  /** A TAR archive that is larger, or holds more entries, than may be unpacked. */
  | 'ARCHIVE_TOO_LARGE'
  /** An archive that unpacks to so many times its size that it can hold no images. */
  | 'DECOMPRESSION_BOMB'
  /** An entry of a TAR archive with holes, whose data are not in one piece. */
  | 'SPARSE_ENTRY'
  /** One volume of a multi-disk archive. */
  | 'SPLIT_ARCHIVE'
  /** The central directory contradicts itself or the file it stands in. */
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
  /** The manifest, or an image that a row names, is a link to somewhere else. */
  | 'ENTRY_IS_A_LINK'
  /** The manifest, or an image that a row names, is a device or a pipe. */
  | 'ENTRY_IS_NO_FILE'
  /** An entry name that is absolute or climbs out of the archive. */
  | 'UNSAFE_ENTRY_NAME'
  /** Two entries of the same name. */
  | 'DUPLICATE_ENTRY'
  | 'MANIFEST_MISSING'
  /** Several files could be the manifest. */
  | 'MANIFEST_AMBIGUOUS'
  /** The manifest does not inflate to the size and CRC-32 the archive gives. */
  | 'MANIFEST_CORRUPT'
  | 'MANIFEST_TOO_LARGE'
  /** UTF-16, UTF-32 or binary. */
  | 'MANIFEST_ENCODING'
  /** No rows. */
  | 'MANIFEST_EMPTY'
  | 'MANIFEST_NO_IMAGE_COLUMN'
  /** Two columns are named `imageName`. */
  | 'MANIFEST_TWO_IMAGE_COLUMNS'
  /** A row has more or fewer cells than the header. */
  | 'MANIFEST_RAGGED'
  | 'MANIFEST_UNCLOSED_QUOTE'
  /** A row without an image name. */
  | 'IMAGE_NAME_EMPTY'
  /** An image name that is absolute or climbs: `../x.jpg`, `/x.jpg`, `C:\x.jpg`. */
  | 'IMAGE_NAME_LEAVES_FOLDER'
  /** An image name with one of `/ \ : ,` or a control character. */
  | 'IMAGE_NAME_FORBIDDEN_CHARACTER'
  | 'IMAGE_NAME_NOT_UTF8'
  /** An "image" that is a `.csv` or `.tsv`: Zooniverse would take it for another manifest. */
  | 'IMAGE_IS_A_MANIFEST'
  /** Several entries fit an image name, or one image goes by several spellings. */
  | 'IMAGE_AMBIGUOUS'
  /** Rows whose image is not in the archive. */
  | 'IMAGES_MISSING';

/** What can go wrong with the world around. Trying again may help. */
export type StoreErrorCode =
  | 'READ_FAILED'
  /** The archive is not the one any more that was opened: what was read of it may be a mixture. */
  | 'ARCHIVE_CHANGED'
  /** There is no place to unpack a TAR archive in, or not enough of it. */
  | 'SPOOL_FAILED'
  | 'WRITE_FAILED';

export type ErrorCode = InputErrorCode | StoreErrorCode;

/** Facts of an error for programs: entry, row, limit, observed value and so on. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface BatchErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/**
 * BatchError is the base of every error the package rejects with, apart from `signal.reason` after an abort
 * and `TypeError` / `RangeError` for a caller's mistake. `message` is one sentence without the code.
 */
export abstract class BatchError extends Error {
  abstract readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(message: string, options: BatchErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.details = options.details ?? {};
  }
}

/** InputError says that the archive or its manifest is wrong: report it, never retry. */
export class InputError extends BatchError {
  override readonly name = 'InputError';
  readonly code: InputErrorCode;

  constructor(code: InputErrorCode, message: string, options?: BatchErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** StoreError says that reading the source or writing a batch failed (see `cause`): a retry may succeed. */
export class StoreError extends BatchError {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: BatchErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  // Not instanceof: an error may come from another realm, such as a frame or a worker.
  const message: unknown = (thrown as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(thrown);
}
