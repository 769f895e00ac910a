import type { ErrorCode } from '@biospex/batch-core';

const DOWNLOAD_AGAIN = 'download the archive again';

/** Advice to print after the sentence of an error: what to do about it where the sentence does not say it: the core knows neither options nor files. */
export const HINTS: Partial<Record<ErrorCode, string>> = {
  NOT_AN_ARCHIVE: 'give the archive that BIOSPEX exported, as it was downloaded',
  UNSUPPORTED_FORMAT: 'unpack it and put its files into a ZIP or a TAR.GZ',
  TRUNCATED_ARCHIVE: DOWNLOAD_AGAIN,
  CORRUPT_GZIP: DOWNLOAD_AGAIN,
  CORRUPT_TAR: DOWNLOAD_AGAIN,
  CORRUPT_DIRECTORY: DOWNLOAD_AGAIN,
  CORRUPT_ENTRY: DOWNLOAD_AGAIN,
  OVERLAPPING_ENTRIES: DOWNLOAD_AGAIN,
  MANIFEST_CORRUPT: DOWNLOAD_AGAIN,
  SPOOL_FAILED: 'set TMPDIR to a folder on a disk with room for the unpacked archive',
  ENCRYPTED_ENTRY: 'unpack the archive with its password and put its files into a ZIP without one',
  UNSUPPORTED_METHOD: 'unpack the archive and put its files into a ZIP in the usual way, stored or deflated',
  MANIFEST_MISSING: 'the archive needs its manifest.csv, with a column imageName, beside the images',
  MANIFEST_RAGGED: 'a cell with a comma, a quote or a line break inside belongs in double quotes',
  IMAGE_NAME_EMPTY: 'give such rows the file name of their image, or leave them out with --missing skip',
  IMAGES_MISSING: '--missing skip leaves such rows out, as long as there are others',
};
