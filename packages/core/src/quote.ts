import { MAX_SHOWN } from './limits.ts';

const MAX_QUOTED_LENGTH = 120;

/** Quotes text that came from a file for a one-line message: control characters escaped, at most 120 characters. */
export function quote(text: string): string {
  const shown = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
  // U+2028, U+2029 and the bidirectional controls would break or turn round the line they are printed in.
  return JSON.stringify(shown).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `a, b, c and 7 more`: lists what is shown of `count` things. */
export function listSome(shown: readonly string[], count: number): string {
  const listed = shown.slice(0, MAX_SHOWN);
  const more = count - listed.length;
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}

/** `1 row`, `2 rows`. */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
