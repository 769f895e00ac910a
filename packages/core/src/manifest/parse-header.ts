import { InputError } from '../errors.ts';
import { fromByteText } from './byte-text.ts';
import { scanRows } from './scan-rows.ts';

export interface Header {
  readonly columns: readonly string[];
  readonly start: number;
  readonly end: number;
}

const FOUND = Symbol('the header row');

/** Length of a UTF-8 byte order mark at the start of `bytes`. */
export function byteOrderMarkLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** The first row that is not blank, of a file or of its beginning; undefined where there is none that is whole. */
export function parseHeader(bytes: Uint8Array): Header | undefined {
  let header: Header | undefined;
  try {
    scanRows(bytes, byteOrderMarkLength(bytes), ({ cells, start, end }) => {
      header = { columns: cells.map(columnName), start, end };
      throw FOUND;
    });
  } catch (reason) {
    if (reason !== FOUND && !(reason instanceof InputError)) throw reason;
  }
  return header;
}

/** A column's name: trimmed, and decoded if it is UTF-8. */
export function columnName(cell: string): string {
  return (fromByteText(cell) ?? cell).trim();
}
