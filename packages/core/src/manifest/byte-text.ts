import { decodeUtf8, isAscii } from '../utf8.ts';

// What is not UTF-8 in a manifest is parsed as "byte text", one character a byte. The label latin1 means windows-1252
// to the Encoding Standard, which maps 0x80 to 0x9f to other characters (some hosts don't): `toBytes` turns both back.
const decoder = new TextDecoder('latin1');

const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTE_OF = new Map(Array.from(WINDOWS_1252, (character, i) => [character.charCodeAt(0), 0x80 + i]));

/** Decodes bytes to a text of as many characters. ASCII is itself. */
export function toByteText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
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
