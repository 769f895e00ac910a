import type { CellBounds } from './cell-bounds.ts';

/** The row goes on after the bytes at hand. */
export const CUT_OFF = -1;
/** A quote opens in the row and never closes. */
export const UNCLOSED = -2;

/** The byte that ends a row: a line feed or a carriage return. */
export type LineEnd = 0x0a | 0x0d;

/** Some bytes of a CSV to be scanned, and whether the file ends with them. */
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

/** Finds the quote that closes a cell, given where its content starts: CUT_OFF or UNCLOSED if there is none. */
type FindClosingQuote = (scannable: Scannable, start: number) => number;

/**
 * Scans the row that starts at `start` as Papa Parse reads it, puts its cells into `cells`, and gives where the row ends,
 * line end included, or CUT_OFF or UNCLOSED.
 *
 * A cell is quoted if it begins with a quote. Within, two quotes stand for one, and a quote closes the cell if only
 * blanks come between it and a comma or line end, or if it is the last byte. Any other quote stands for itself.
 */
export function scanRow(scannable: Scannable, start: number, cells: CellBounds): number {
  return scan(scannable, start, cells, closingQuoteForPapa);
}

/**
 * Scans the row as PHP's `fgetcsv` reads it: within a quoted cell, a quote after a backslash stands for itself. The closing
 * quote must be followed by a comma or line end, as `fputcsv` writes it; else the row counts as UNCLOSED.
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

/** Where an unquoted cell ends that is followed by what stands at `end`. */
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

/** Whether a line end stands at `position`. */
function endsRow(bytes: Uint8Array, position: number, lineEnd: LineEnd): boolean {
  const at = lineEnd === LINE_FEED && bytes[position] === CARRIAGE_RETURN ? position + 1 : position;
  return bytes[at] === lineEnd;
}

/** The next byte that is not of a blank, as JavaScript's `\s` has it, or that ends the line. */
function skipBlanks(bytes: Uint8Array, start: number, lineEnd: LineEnd): number {
  let position = start;
  for (let byte = bytes[position]; byte !== undefined && byte !== lineEnd; byte = bytes[position]) {
    const blankBytes = byte < 0x80 ? Number(isBlank(byte)) : wideBlankBytes(bytes, position);
    if (blankBytes === 0) break;
    position += blankBytes;
  }
  return position;
}

/** Bytes of the blank beyond ASCII that starts at `position`, such as a no-break space; 0 if none does. */
function wideBlankBytes(bytes: Uint8Array, position: number): number {
  if (!/^\s/.test(decoder.decode(bytes.subarray(position, position + 3)))) return 0;
  return bytes[position] === 0xc2 ? 2 : 3;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
