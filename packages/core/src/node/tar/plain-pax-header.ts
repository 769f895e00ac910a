import { InputError } from '../../errors.ts';
import { BLOCK_BYTES } from './whole-blocks.ts';

/** Keywords that say where an entry's data end and what it is called (POSIX pax, extended header keywords). */
const NEEDED = /^(?:path|linkpath|size|mtime|GNU\.sparse\..*)$/;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Gives a pax header as the parser reads it rightly, which takes each line for a record: with the records that matter, each
 * on one line of UTF-8. What is no UTF-8, and a line break in a name, becomes U+FFFD.
 *
 * @param header a block, whose checksum is right
 * @param text its text, without padding
 * @throws InputError CORRUPT_TAR
 */
export function plainPaxHeader(header: Uint8Array, text: Uint8Array): Uint8Array {
  const plain = encoder.encode(
    recordsOf(text)
      .filter(([key]) => NEEDED.test(key))
      .map(([key, value]) => recordText(key, value))
      .join(''),
  );
  const blocks = new Uint8Array((1 + Math.ceil(plain.length / BLOCK_BYTES)) * BLOCK_BYTES);
  blocks.set(header);
  blocks.set(plain, BLOCK_BYTES);
  // 124 - size; 148 - checksum, which counts itself as spaces
  blocks.set(encoder.encode(`${plain.length.toString(8).padStart(11, '0')}\0`), 124);
  blocks.fill(0x20, 148, 156);
  const sum = blocks.subarray(0, BLOCK_BYTES).reduce((total, byte) => total + byte, 0);
  blocks.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return blocks;
}

/** `length key=value\n` each, the length counting all of it; some writers fill up with zeros. */
function recordsOf(padded: Uint8Array): [key: string, value: string][] {
  const text = padded.subarray(0, padded.findLastIndex((byte) => byte !== 0) + 1);
  const records: [string, string][] = [];
  for (let position = 0; position < text.length;) {
    const [digits] = /^\d{1,8}(?= )/.exec(decoder.decode(text.subarray(position, position + 9))) ?? [''];
    const end = position + Number(digits);
    const line = decoder.decode(text.subarray(position + digits.length + 1, end));
    const equals = line.indexOf('=');
    if (digits === '' || end > text.length || !line.endsWith('\n') || equals < 1)
      throw damaged('a pax header whose records do not fit their lengths');
    const [key, value] = [line.slice(0, equals), line.slice(equals + 1, -1)];
    if (key === 'size' && !/^\d+$/.test(value))
      throw damaged(`a pax header with the size ${JSON.stringify(value)}`);
    records.push([key, value]);
    position = end;
  }
  return records;
}

function recordText(key: string, value: string): string {
  const rest = ` ${key}=${value.replaceAll(/[\n\0]/g, '\ufffd')}\n`;
  const bytes = encoder.encode(rest).length;
  let length = bytes + String(bytes).length;
  if (String(length).length > String(bytes).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

function damaged(what: string): InputError {
  return new InputError('CORRUPT_TAR', `the TAR archive is damaged: it has ${what}`);
}
