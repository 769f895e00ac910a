/** Text from a file as a terminal may show it: control characters escaped, also those that turn the writing direction. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The same between quotes, for a sentence. */
export function quoted(text: string): string {
  return `"${printable(text)}"`;
}
