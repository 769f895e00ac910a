import { ERROR_WORDS, type ErrorCode } from '@biospex/batch-core';

/** The options that do what a remedy says. */
const OPTIONS: Partial<Record<ErrorCode, string>> = {
  IMAGES_MISSING: '--missing skip',
  IMAGE_NAME_EMPTY: '--missing skip',
  MANIFEST_AMBIGUOUS: '--manifest FILE',
  MANIFEST_MISSING: '--manifest FILE',
  SPOOL_FAILED: 'TMPDIR=/another/folder',
};

/** `Export the expedition again, or leave these rows out (--missing skip).` */
export function remedyOf(code: ErrorCode): string {
  const { remedy } = ERROR_WORDS[code];
  const option = OPTIONS[code] ?? (remedy.endsWith('use that file.') ? '--manifest FILE' : undefined);
  return option === undefined ? remedy : remedy.replace(/\.$/, ` (${option}).`);
}
