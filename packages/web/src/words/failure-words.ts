import { ERROR_WORDS, type ErrorWords } from '@biospex/batch-core';
import type { FailureCode } from '../failure.ts';

/** What only the page can say: of its own failures, and of errors that mean something else in a browser. */
const PAGE_WORDS = {
  UNSUPPORTED_FORMAT: {
    title: 'The page splits ZIP archives only',
    remedy:
      'For a TAR.GZ use the command: biospex-batch split export.tar.gz --out batches. Or unpack it, pack its files into a ZIP, and drop that ZIP here.',
  },
  READ_FAILED: {
    title: 'The archive can no longer be read',
    remedy: 'It was changed, moved or removed. Choose it again.',
  },
  NOT_A_FILE: { title: 'This is not a file', remedy: 'Drop the ZIP as BIOSPEX exported it.' },
  SEVERAL_FILES: {
    title: 'These are too many files',
    remedy: 'Drop one export, alone or with one corrected manifest.',
  },
  MANIFEST_ALONE: {
    title: 'This is a manifest without its export',
    remedy: 'Drop the export, or both together.',
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

/** Title and remedy of a failure. */
export function wordsOfFailure(code: FailureCode): ErrorWords {
  return { ...ERROR_WORDS, ...PAGE_WORDS }[code];
}
