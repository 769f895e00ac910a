/** Escapes control characters, and those that change the direction of text, so that a terminal only shows them. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

export function quoted(text: string): string {
  return `"${printable(text)}"`;
}
