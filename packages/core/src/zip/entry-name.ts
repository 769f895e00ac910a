import { decodeUtf8 } from '../utf8.ts';
import { crc32 } from './crc32.ts';
import { EXTRA, FLAG, viewOf } from './records.ts';
import { findExtraField } from './extra-field.ts';

// The upper half of IBM code page 437 (APPNOTE appendix D), for names without the UTF-8 flag.
const CP437_UPPER_HALF =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Decodes the stored name of an entry: from a Unicode Path extra field with the right CRC (APPNOTE 4.6.9); else as
 * UTF-8 if flagged (APPNOTE 4.4.4, bit 11) or valid, because Unix writers often omit the flag and real CP437 is hardly
 * ever valid UTF-8; else as CP437. Flagged names that are not UTF-8 get U+FFFD.
 */
export function decodeEntryName(stored: Uint8Array, flags: number, extra: Uint8Array): string {
  const unicodePath = findExtraField(extra, EXTRA.unicodePath);
  // 0 - version, 1; 1 - CRC-32 of the stored name; 5 - name in UTF-8
  if (unicodePath !== undefined && unicodePath.length >= 5 && unicodePath[0] === 1) {
    if (viewOf(unicodePath).getUint32(1, true) === crc32(stored))
      return lenientUtf8.decode(unicodePath.subarray(5));
  }
  if ((flags & FLAG.utf8) !== 0) return lenientUtf8.decode(stored);
  return decodeUtf8(stored) ?? decodeCp437(stored);
}

function decodeCp437(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes)
    text += byte < 0x80 ? String.fromCharCode(byte) : CP437_UPPER_HALF.charAt(byte - 0x80);
  return text;
}

/** The part of a name after its last separator; old Windows writers use `\`. */
export function baseName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** The form in which names are compared ignoring case and Unicode normalization. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Whether a name, taken as a path, leaves its folder. */
export function leavesFolder(name: string): boolean {
  return /^[/\\]|^[A-Za-z]:[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(name);
}

/** Whether it is a folder, or a file that operating systems add: resource forks, thumbnail caches. */
export function isJunk(name: string): boolean {
  return (
    /[/\\]$/.test(name) ||
    /(?:^|[/\\])(?:__MACOSX[/\\].*|\._[^/\\]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(name)
  );
}
