import type { FailureReport } from '../failure.ts';
import { FAILURE_WORDS, type FailureWords } from './failure-words.ts';

/** What is dropped in place of an export now and then, told by what the core takes it for. */
const MISTAKEN: Readonly<Record<string, FailureWords>> = {
  'an empty file': {
    title: 'This file is empty',
    explanation: 'It has no bytes at all: usually the download has not begun, or broke off at once.',
    advice: 'Download the export from BIOSPEX again, and wait until the download is complete.',
  },
  'a web page or XML document': {
    title: 'This is a web page, not the export',
    explanation:
      'In place of the export something like a page to sign in, or a message of an error, was saved.',
    advice:
      'Sign in to BIOSPEX, and download the export again. To look at the page, open the file in a browser.',
  },
};

/** What there is to say of a failure. */
export function wordsOfFailure({ code, details }: FailureReport): FailureWords {
  const format = code === 'NOT_AN_ARCHIVE' ? details['format'] : undefined;
  return (typeof format === 'string' ? MISTAKEN[format] : undefined) ?? FAILURE_WORDS[code];
}
