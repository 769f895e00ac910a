import type { CellBounds } from './cell-bounds.ts';

/** The row continues after these bytes. */
export const CUT_OFF = -1;
/** A quote in the row never closes. */
export const UNCLOSED = -2;

/** Ends a row: a line feed or a carriage return. */
export type LineEnd = 0x0a | 0x0d;

/** Bytes of a CSV, and whether the file ends with them. */
export interface Scannable {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
  readonly lineEnd: LineEnd;
}

export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Finds the quote that closes the cell whose content begins at `start`; else CUT_OFF or UNCLOSED. */
type FindClosingQuote = (scannable: Scannable, start: number) => number;

/**
 * Scans the row at `start` as Papa Parse reads it: fills `cells` and returns the end of the row, line end included, or
 * CUT_OFF or UNCLOSED.
 *
 * A cell is quoted if it begins with a quote. Inside, two quotes mean one, and a quote closes the cell if only blanks
 * precede the next comma or line end, or if it is the last byte. Any other quote is literal.
 */
export function scanRow(scannable: Scannable, start: number, cells: CellBounds): number {
  return scan(scannable, start, cells, closingQuoteForPapa);
}

/**
 * Scans the row as PHP's `fgetcsv` reads it: in a quoted cell, a quote after a backslash is literal. A comma or line
 * end must follow the closing quote, as `fputcsv` writes it; else the row is UNCLOSED.
 */
export function scanPhpRow(scannable: Scannable, start: number, cells: CellBounds): number {
  return scan(scannable, start, cells, closingQuoteForPhp);
}

function scan(
  scannable: Scannable,
  start: number,
  cells: CellBounds,
  findClosingQuote: FindClosingQuote,
): number {
  const { bytes, isLast, lineEnd } = scannable;
  const { length } = bytes;
  cells.clear();
  for (let position = start; ; position++) {
    if (position < length && bytes[position] === QUOTE) {
      const quote = findClosingQuote(scannable, position + 1);
      if (quote < 0) return quote;
      cells.add(position + 1, quote, true);
      position = skipBlanks(bytes, quote + 1, lineEnd);
    } else {
      const cellStart = position;
      while (position < length && bytes[position] !== COMMA && bytes[position] !== lineEnd) position++;
      cells.add(cellStart, withoutReturn(scannable, cellStart, position), false);
    }
    if (position >= length) return isLast ? length : CUT_OFF;
    if (bytes[position] === lineEnd) return position + 1;
  }
}

/** The end of an unquoted cell: a carriage return before the line feed is not part of it. */
function withoutReturn({ bytes, lineEnd }: Scannable, start: number, end: number): number {
  if (lineEnd !== LINE_FEED || end === start || bytes[end - 1] !== CARRIAGE_RETURN) return end;
  return bytes[end] === LINE_FEED ? end - 1 : end;
}

function closingQuoteForPapa({ bytes, isLast, lineEnd }: Scannable, start: number): number {
  const { length } = bytes;
  for (let quote = bytes.indexOf(QUOTE, start); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
    if (quote + 1 === length) return isLast ? quote : CUT_OFF;
    if (bytes[quote + 1] === QUOTE) {
      quote++;
      continue;
    }
    const next = skipBlanks(bytes, quote + 1, lineEnd);
    if (next >= length) break;
    if (bytes[next] === COMMA || bytes[next] === lineEnd) return quote;
  }
  return isLast ? UNCLOSED : CUT_OFF;
}

function closingQuoteForPhp({ bytes, isLast, lineEnd }: Scannable, start: number): number {
  const { length } = bytes;
  for (let i = start; i < length; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) {
      const next = bytes[i + 1];
      if (next === QUOTE) i++;
      else if (i + 1 === length) return isLast ? i : CUT_OFF;
      else return next === COMMA || endsRow(bytes, i + 1, lineEnd) ? i : UNCLOSED;
    }
  }
  return isLast ? UNCLOSED : CUT_OFF;
}

function endsRow(bytes: Uint8Array, position: number, lineEnd: LineEnd): boolean {
  const at = lineEnd === LINE_FEED && bytes[position] === CARRIAGE_RETURN ? position + 1 : position;
  return bytes[at] === lineEnd;
}

/** The next byte that is not part of a blank (`\s` in JavaScript), or that ends the line. */
function skipBlanks(bytes: Uint8Array, start: number, lineEnd: LineEnd): number {
  let position = start;
  for (let byte = bytes[position]; byte !== undefined && byte !== lineEnd; byte = bytes[position]) {
    const blankBytes = byte < 0x80 ? Number(isBlank(byte)) : wideBlankBytes(bytes, position);
    if (blankBytes === 0) break;
    position += blankBytes;
  }
  return position;
}

/** Length of the non-ASCII blank at `position`, such as a no-break space; 0 if there is none. */
function wideBlankBytes(bytes: Uint8Array, position: number): number {
  if (!/^\s/.test(decoder.decode(bytes.subarray(position, position + 3)))) return 0;
  return bytes[position] === 0xc2 ? 2 : 3;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
