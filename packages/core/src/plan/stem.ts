import { describe } from '../check-misuse.ts';

// Separators, characters that some file system refuses, invisible and control characters, and lone surrogates, which
// become U+FFFD on a disk.
const UNSAFE = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ALL_UNSAFE = new RegExp(UNSAFE, 'gu');
/** Leaves room for `-part1000000.zip` in the 255 bytes of a file name. */
const MAX_STEM_BYTES = 235;
const NAMELESS = 'batch';
const encoder = new TextEncoder();

/**
 * Checks the base name of batches: a plain file name of 1 to 235 bytes, without extension.
 *
 * @throws TypeError
 */
export function checkStem(stem: string): void {
  if (typeof stem !== 'string') throw new TypeError(`stem must be a string, got ${describe(stem)}`);
  if (!isStem(stem)) {
    throw new TypeError(
      `stem must be a plain file name of 1 to ${MAX_STEM_BYTES} bytes, got ${JSON.stringify(stem)}`,
    );
  }
}

/**
 * Turns any name into a valid stem: itself if it is one; else `-` replaces each forbidden character, and the name is
 * cut to 235 bytes between two characters. `batch` if nothing is left.
 */
export function safeStem(name: string): string {
  const first = encoder.encode(name.replace(ALL_UNSAFE, '-')).subarray(0, MAX_STEM_BYTES);
  // In stream mode, an incomplete last character is left out.
  const stem = new TextDecoder().decode(first, { stream: true });
  return isStem(stem) ? stem : NAMELESS;
}

/** The file name of an archive without its extension, for naming its batches. */
export function stemOfArchive(file: string): string {
  return file.replace(/\.(?:zip|tar\.gz|tgz|tar)$/i, '');
}

function isStem(text: string): boolean {
  const isName = text !== '' && text !== '.' && text !== '..';
  return isName && !UNSAFE.test(text) && encoder.encode(text).length <= MAX_STEM_BYTES;
}
