import type { ErrorCode } from './errors.ts';

/** What to say of an error beside its message, which has the facts. */
export interface ErrorWords {
  /** A heading, without a period. */
  readonly title: string;
  /** What a project manager can do, in whole sentences. */
  readonly remedy: string;
}

const DOWNLOAD_AGAIN =
  'Download the export from BIOSPEX again. If it fails again, send this message to the BIOSPEX team.';
const PACK_AGAIN = 'Unpack it, pack its files into a ZIP in the usual way, and use that ZIP.';
const FIX_MANIFEST = 'Correct the manifest in a spreadsheet, save it as CSV, and use that file.';
const SAVE_AS_UTF8 = 'Save the manifest as CSV in UTF-8, and use that file.';
const SMALLER_PARTS = 'Export the expedition in smaller parts.';

const DAMAGED: ErrorWords = { title: 'The archive is damaged', remedy: DOWNLOAD_AGAIN };
const TOO_LARGE: ErrorWords = { title: 'The archive is too large', remedy: SMALLER_PARTS };
const NOT_A_FILE: ErrorWords = {
  title: 'A file in the archive is a link or a device',
  remedy: 'Pack the export again, with the files themselves.',
};

/** For every error: a title, shown on the page, and a remedy, shown everywhere. */
export const ERROR_WORDS: Readonly<Record<ErrorCode, ErrorWords>> = {
  ARCHIVE_MISSING: { title: 'The archive does not exist', remedy: 'Check its name.' },
  NOT_AN_ARCHIVE: {
    title: 'This is not an export archive',
    remedy: 'Sign in to BIOSPEX, download the export again, and use that file as it is.',
  },
  UNSUPPORTED_FORMAT: { title: 'This kind of archive cannot be split', remedy: PACK_AGAIN },
  TRUNCATED_ARCHIVE: {
    title: 'The archive is incomplete',
    remedy: 'Download the export from BIOSPEX again, and wait until the download is complete.',
  },
  CORRUPT_GZIP: DAMAGED,
  CORRUPT_TAR: DAMAGED,
  ARCHIVE_TOO_LARGE: TOO_LARGE,
  DECOMPRESSION_BOMB: { title: 'The archive unpacks to far too many bytes', remedy: DOWNLOAD_AGAIN },
  SPARSE_ENTRY: { title: 'A file in the archive is sparse', remedy: PACK_AGAIN },
  SPLIT_ARCHIVE: {
    title: 'This is one part of an archive in several parts',
    remedy: 'Unpack all parts together, pack the files into one ZIP, and use that ZIP.',
  },
  CORRUPT_DIRECTORY: DAMAGED,
  DIRECTORY_TOO_LARGE: TOO_LARGE,
  OVERLAPPING_ENTRIES: DAMAGED,
  CORRUPT_ENTRY: DAMAGED,
  ENCRYPTED_ENTRY: {
    title: 'The archive has a password',
    remedy: 'Unpack it with its password, pack its files into a ZIP without one, and use that ZIP.',
  },
  UNSUPPORTED_METHOD: { title: 'The archive uses a rare compression method', remedy: PACK_AGAIN },
  ENTRY_IS_A_LINK: NOT_A_FILE,
  ENTRY_IS_NO_FILE: NOT_A_FILE,
  UNSAFE_ENTRY_NAME: {
    title: 'The archive would write outside its folder',
    remedy: 'Do not unpack it. Download the export from BIOSPEX again.',
  },
  DUPLICATE_ENTRY: {
    title: 'Two files in the archive have the same name',
    remedy: 'Remove one of them from the archive, or export the expedition again.',
  },
  MANIFEST_MISSING: {
    title: 'The archive has no manifest',
    remedy: 'Add a manifest.csv with a column imageName beside the images, or use one of your own.',
  },
  MANIFEST_AMBIGUOUS: {
    title: 'Several files could be the manifest',
    remedy: 'Name the right one manifest.csv, or use a copy of it from outside the archive.',
  },
  MANIFEST_CORRUPT: { title: 'The manifest is damaged', remedy: DOWNLOAD_AGAIN },
  MANIFEST_TOO_LARGE: { title: 'The manifest is too large', remedy: SMALLER_PARTS },
  MANIFEST_ENCODING: { title: 'The manifest is not in UTF-8', remedy: SAVE_AS_UTF8 },
  MANIFEST_EMPTY: {
    title: 'The manifest has no rows',
    remedy: 'Check the expedition in BIOSPEX, and export it again.',
  },
  MANIFEST_NO_IMAGE_COLUMN: {
    title: 'The manifest has no column imageName',
    remedy:
      'Name the column with the image file names imageName, save the manifest as CSV with commas between the cells, and use that file.',
  },
  MANIFEST_TWO_IMAGE_COLUMNS: {
    title: 'The manifest has two columns imageName',
    remedy: 'Rename or remove one of them, save the manifest as CSV, and use that file.',
  },
  MANIFEST_RAGGED: {
    title: 'Rows of the manifest do not match its header',
    remedy:
      'In a text editor, put double quotes around cells with a comma, a quote or a line break inside. Save the manifest as CSV, and use that file.',
  },
  MANIFEST_UNCLOSED_QUOTE: {
    title: 'A quote in the manifest is never closed',
    remedy:
      'In a text editor, close or remove the quote in that row. Save the manifest as CSV, and use that file.',
  },
  IMAGE_NAME_EMPTY: {
    title: 'Rows have no image name',
    remedy: 'Add the image names to the manifest, or leave these rows out if others remain.',
  },
  IMAGE_NAME_LEAVES_FOLDER: { title: 'Image names lead out of the archive', remedy: FIX_MANIFEST },
  IMAGE_NAME_FORBIDDEN_CHARACTER: {
    title: 'Image names have characters that Zooniverse does not allow',
    remedy: FIX_MANIFEST,
  },
  IMAGE_NAME_NOT_UTF8: { title: 'Image names are not in UTF-8', remedy: SAVE_AS_UTF8 },
  IMAGE_IS_A_MANIFEST: { title: 'Rows name a CSV or TSV file as their image', remedy: FIX_MANIFEST },
  IMAGE_AMBIGUOUS: {
    title: 'Image names and files do not match one to one',
    remedy:
      'Give each image a file name of its own, in the archive and in the manifest, and pack or export it again.',
  },
  IMAGES_MISSING: {
    title: 'Images are missing from the archive',
    remedy:
      'Export the expedition again, correct the names in the manifest, or leave these rows out if others remain.',
  },
  READ_FAILED: {
    title: 'The archive cannot be read',
    remedy: 'Check that it exists and may be read, then try again.',
  },
  ARCHIVE_CHANGED: {
    title: 'The archive changed while it was read',
    remedy: 'Wait until it is complete, then try again.',
  },
  SPOOL_FAILED: {
    title: 'There is not enough room to unpack the archive',
    remedy: 'Make room on the disk, or use another one.',
  },
  WRITE_FAILED: {
    title: 'A batch cannot be written',
    remedy: 'Make room, or remove what the message names, then try again.',
  },
};

/** Adds a remedy to the message of an error. */
export function withRemedy(message: string, remedy: string): string {
  return `${message}${/[.?!]$/.test(message) ? '' : '.'} ${remedy}`;
}
