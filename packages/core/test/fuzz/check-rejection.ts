import { BatchError, InputError, type ErrorCode } from '../../src/index.ts';

const CODES: Readonly<Record<ErrorCode, true>> = {
  ARCHIVE_MISSING: true,
  NOT_AN_ARCHIVE: true,
  UNSUPPORTED_FORMAT: true,
  CORRUPT_GZIP: true,
  CORRUPT_TAR: true,
  ARCHIVE_TOO_LARGE: true,
  DECOMPRESSION_BOMB: true,
  SPARSE_ENTRY: true,
  ENTRY_IS_NO_FILE: true,
  SPOOL_FAILED: true,
  TRUNCATED_ARCHIVE: true,
  SPLIT_ARCHIVE: true,
  CORRUPT_DIRECTORY: true,
  DIRECTORY_TOO_LARGE: true,
  OVERLAPPING_ENTRIES: true,
  CORRUPT_ENTRY: true,
  ENCRYPTED_ENTRY: true,
  UNSUPPORTED_METHOD: true,
  ENTRY_IS_A_LINK: true,
  UNSAFE_ENTRY_NAME: true,
  DUPLICATE_ENTRY: true,
  MANIFEST_MISSING: true,
  MANIFEST_AMBIGUOUS: true,
  MANIFEST_CORRUPT: true,
  MANIFEST_TOO_LARGE: true,
  MANIFEST_ENCODING: true,
  MANIFEST_EMPTY: true,
  MANIFEST_NO_IMAGE_COLUMN: true,
  MANIFEST_TWO_IMAGE_COLUMNS: true,
  MANIFEST_RAGGED: true,
  MANIFEST_UNCLOSED_QUOTE: true,
  IMAGE_NAME_EMPTY: true,
  IMAGE_NAME_LEAVES_FOLDER: true,
  IMAGE_NAME_FORBIDDEN_CHARACTER: true,
  IMAGE_NAME_NOT_UTF8: true,
  IMAGE_IS_A_MANIFEST: true,
  IMAGE_AMBIGUOUS: true,
  IMAGES_MISSING: true,
  READ_FAILED: true,
  ARCHIVE_CHANGED: true,
  WRITE_FAILED: true,
};

/** The code of a refusal; what it is like when it is none. */
export function outcomeOf(error: unknown): string {
  return error instanceof BatchError ? error.code : `untyped ${String(error)}`;
}

/** What is wrong with the error that an archive in memory was refused with. */
export function checkRejection(error: unknown): string[] {
  // A StoreError is as wrong as a TypeError here: memory can be read and written.
  if (!(error instanceof InputError)) {
    return [
      `rejected with no InputError: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ];
  }
  const problems: string[] = [];
  if (!Object.hasOwn(CODES, error.code)) problems.push(`rejected with the unknown code ${error.code}`);
  if (!isOneLine(error.message))
    problems.push(`the message is not one line: ${JSON.stringify(error.message)}`);
  if (/\b(?:NaN|undefined|null)\b|\[object /.test(error.message))
    problems.push(`the message is no sentence: ${error.message}`);
  return problems;
}

/** True for text that stays on one line wherever it is printed. */
export function isOneLine(text: string): boolean {
  return text.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(text);
}
