import { utf8Length } from '../utf8.ts';

// Separators, what some file system refuses, what a terminal or a line of text makes something else of, and halves of
// characters, which become U+FFFD on a disk.
const UNSAFE = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ALL_UNSAFE = new RegExp(UNSAFE, 'gu');
/** `-part1000000.zip` still fits into the 255 bytes of a file name. */
const MAX_STEM_BYTES = 235;
const NAMELESS = 'batch';

/**
 * Checks what batches are to be named after: a plain file name of 1 to 235 bytes, without ending.
 *
 * @throws TypeError
 */
export function checkStem(stem: string): void {
  if (typeof stem !== 'string') throw new TypeError(`stem ${String(stem)} is not a string`);
  if (!isStem(stem)) {
    throw new TypeError(
      `stem ${JSON.stringify(stem)} is not a plain file name of 1 to ${MAX_STEM_BYTES} bytes`,
    );
  }
}

/**
 * Makes a stem that `checkStem` lets pass of any name: itself where it is one; else with `-` for what may not be in it, cut
 * to 235 bytes between two characters, and `batch` where nothing is left.
 */
export function safeStem(name: string): string {
  const stem = firstBytes(name.replace(ALL_UNSAFE, '-'), MAX_STEM_BYTES);
  return isStem(stem) ? stem : NAMELESS;
}

/** The name of an archive without its ending: what its batches are named after. */
export function stemOfArchive(file: string): string {
  return file.replace(/\.(?:zip|tar\.gz|tgz|tar)$/i, '');
}

function isStem(text: string): boolean {
  const isName = text !== '' && text !== '.' && text !== '..';
  return isName && !UNSAFE.test(text) && utf8Length(text) <= MAX_STEM_BYTES;
}

/** As many whole characters of a text as fit into so many bytes of UTF-8. */
function firstBytes(text: string, maxBytes: number): string {
  if (utf8Length(text) <= maxBytes) return text;
  let first = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > maxBytes) break;
    first += character;
  }
  return first;
}
