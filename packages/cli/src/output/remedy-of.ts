import { ERROR_WORDS, type BatchError, type ErrorCode } from '@biospex/batch-core';

const MANIFEST_OPTION = '--manifest FILE';

/** The options that do what a remedy says. */
const OPTIONS: Partial<Record<ErrorCode, string>> = {
  IMAGES_MISSING: '--missing skip',
  IMAGE_NAME_EMPTY: '--missing skip',
  MANIFEST_AMBIGUOUS: MANIFEST_OPTION,
  MANIFEST_MISSING: MANIFEST_OPTION,
  SPOOL_FAILED: 'TMPDIR=/another/folder',
};

/** `Export the expedition again, or leave these rows out (--missing skip).` */
export function remedyOf({ code, details }: Pick<BatchError, 'code' | 'details'>): string {
  const { remedy } = ERROR_WORDS[code];
  // If no row has its image, --missing skip would leave none.
  const option = code === 'IMAGES_MISSING' && details['faults'] === undefined ? undefined : OPTIONS[code];
  return option === undefined ? withManifestOption(remedy) : withOption(remedy, option);
}

/** `Save the manifest as CSV, and use that file (--manifest FILE).` */
export function withManifestOption(remedy: string): string {
  return remedy.endsWith('use that file.') ? withOption(remedy, MANIFEST_OPTION) : remedy;
}

function withOption(remedy: string, option: string): string {
  return remedy.replace(/\.$/, ` (${option}).`);
}
