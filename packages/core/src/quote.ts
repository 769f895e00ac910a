import { MAX_SHOWN } from './limits.ts';

const MAX_QUOTED_LENGTH = 120;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Quotes up to 120 characters of text from a file for a one-line message. Characters that would break the line, reverse
 * it or stay invisible are escaped as in JSON.
 */
export function quote(text: string): string {
  const shown = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
  return JSON.stringify(shown).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `a, b, c and 7 more`, of `count` things. */
export function listSome(shown: readonly string[], count: number, most = MAX_SHOWN): string {
  const listed = shown.slice(0, most);
  const more = count - listed.length;
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}

/** A copy of a part of a text, without half characters at its ends: a slice would keep the whole text in memory. */
export function excerpt(text: string, start: number, end: number): string {
  if (start <= 0 && end >= text.length) return text;
  const part = text.slice(Math.max(0, start), end).replaceAll(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  return decoder.decode(encoder.encode(part));
}
