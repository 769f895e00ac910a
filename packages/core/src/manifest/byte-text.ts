import { decodeUtf8 } from '../zip/entry-name.ts';

// Manifests are parsed as "byte text": one character a byte, so that positions in the text are positions in the file
// and no encoding can break at a border. The label latin1 means windows-1252 to the Encoding Standard, which maps
// 0x80 to 0x9f to other characters (some hosts don't): `byteOf` turns both back.
const decoder = new TextDecoder('latin1');

const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTE_OF = new Map(Array.from(WINDOWS_1252, (character, i) => [character.charCodeAt(0), 0x80 + i]));

/** Decodes bytes to a text of as many characters. ASCII is itself. */
export function toByteText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** True when every character of a byte text is ASCII. */
export function isAscii(byteText: string): boolean {
  // eslint-disable-next-line no-control-regex -- the range is what is meant
  return !/[^\x00-\x7f]/.test(byteText);
}

/** The bytes that a byte text stands for. */
export function toBytes(byteText: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteText.length);
  for (let i = 0; i < byteText.length; i++) {
    const code = byteText.charCodeAt(i);
    bytes[i] = BYTE_OF.get(code) ?? code;
  }
  return bytes;
}

/** Decodes a byte text as the UTF-8 it is meant to be; undefined where it is not. */
export function fromByteText(byteText: string): string | undefined {
  return isAscii(byteText) ? byteText : decodeUtf8(toBytes(byteText));
}
