/** What to do about an error, where its sentence does not say it: the core knows neither options nor files. */
const HINTS: Readonly<Record<string, string>> = {
  NOT_AN_ARCHIVE: 'give the archive that BIOSPEX exported, as it was downloaded',
  UNSUPPORTED_FORMAT: 'unpack it and put its files into a ZIP or a TAR.GZ',
  TRUNCATED_ARCHIVE: 'download the archive again',
  CORRUPT_GZIP: 'download the archive again',
  CORRUPT_TAR: 'download the archive again',
  SPOOL_FAILED: 'set TMPDIR to a folder on a disk with room for the unpacked archive',
  CORRUPT_DIRECTORY: 'download the archive again',
  CORRUPT_ENTRY: 'download the archive again',
  OVERLAPPING_ENTRIES: 'download the archive again',
  MANIFEST_CORRUPT: 'download the archive again',
  ENCRYPTED_ENTRY: 'unpack the archive with its password and put its files into a ZIP without one',
  UNSUPPORTED_METHOD: 'unpack the archive and put its files into a ZIP in the usual way, stored or deflated',
  MANIFEST_MISSING: 'the archive needs its manifest.csv, with a column imageName, beside the images',
  MANIFEST_RAGGED: 'a cell with a comma, a quote or a line break inside belongs in double quotes',
  IMAGE_NAME_EMPTY: 'give such rows the file name of their image, or remove them',
  IMAGES_MISSING: '--missing skip leaves such rows out, as long as there are others',
};

/** Advice to print after the sentence of an error of this code. */
export function hintFor(code: string): string | undefined {
  return Object.hasOwn(HINTS, code) ? HINTS[code] : undefined;
}
