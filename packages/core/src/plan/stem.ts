// Separators, what some file system refuses, what a terminal or a line of text makes something else of, and halves of
// characters, which become U+FFFD on a disk.
const UNSAFE = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ALL_UNSAFE = new RegExp(UNSAFE, 'gu');
/** `-part1000000.zip` still fits into the 255 bytes of a file name. */
const MAX_STEM_BYTES = 235;
const NAMELESS = 'batch';
const encoder = new TextEncoder();

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
  const first = encoder.encode(name.replace(ALL_UNSAFE, '-')).subarray(0, MAX_STEM_BYTES);
  // A stream's last character may be cut in two: it is left out.
  const stem = new TextDecoder().decode(first, { stream: true });
  return isStem(stem) ? stem : NAMELESS;
}

/** The name of an archive without its ending: what its batches are named after. */
export function stemOfArchive(file: string): string {
  return file.replace(/\.(?:zip|tar\.gz|tgz|tar)$/i, '');
}

function isStem(text: string): boolean {
  const isName = text !== '' && text !== '.' && text !== '..';
  return isName && !UNSAFE.test(text) && encoder.encode(text).length <= MAX_STEM_BYTES;
}
