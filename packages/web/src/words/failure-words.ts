import { ERROR_WORDS, type ErrorWords } from '@biospex/batch-core';
import type { FailureCode } from '../failure.ts';

/** Words for the page's own failures, and for errors that differ in a browser. */
const PAGE_WORDS = {
  UNSUPPORTED_FORMAT: {
    title: 'This page takes ZIP archives only',
    remedy:
      'Unpack it, pack its files into a ZIP, and drop that ZIP here. The command biospex-batch splits a TAR.GZ as it is: ask whoever runs this page for it.',
  },
  READ_FAILED: {
    title: 'The file can no longer be read',
    remedy: 'It was changed, moved or removed. Choose it again.',
  },
  NOT_A_FILE: { title: 'This is not a file', remedy: 'Drop the ZIP from BIOSPEX.' },
  SEVERAL_FILES: {
    title: 'Too many files at once',
    remedy: 'Drop one export, alone or with one corrected manifest.',
  },
  SPREADSHEET: {
    title: 'This is a spreadsheet',
    remedy: 'In the spreadsheet, save it as CSV in UTF-8, and drop that file.',
  },
  MANIFEST_ALONE: {
    title: 'This is a manifest without its export',
    remedy: 'Drop the export first, or both together.',
  },
  FOLDER_REFUSED: {
    title: 'The folder cannot be written to',
    remedy: 'Choose another folder, for example a new one in your documents.',
  },
  SAVE_FAILED: {
    title: 'A batch could not be saved',
    remedy: 'The disk may be full. Make room, or choose a folder on another disk, and save again.',
  },
  WORKER_MISSING: {
    title: 'A part of the page could not be loaded',
    remedy: 'Reload the page and try again.',
  },
  INTERNAL: {
    title: 'Something went wrong in this page',
    remedy: 'Your files are unchanged. Reload the page and try again. If it happens again, please report it.',
  },
} as const satisfies Partial<Record<FailureCode, ErrorWords>>;

export function wordsOfFailure(code: FailureCode): ErrorWords {
  return { ...ERROR_WORDS, ...PAGE_WORDS }[code];
}
