import { InputError } from '../errors.ts';
import { MAX_ROW_BYTES } from '../limits.ts';
import { decodeUtf8 } from '../utf8.ts';
import { Row } from './row.ts';
import {
  CARRIAGE_RETURN,
  CUT_OFF,
  LINE_FEED,
  scanPhpRow,
  scanRow,
  UNCLOSED,
  type LineEnd,
  type Scannable,
} from './scan-row.ts';

/** Bytes scanned at a time. The first ones decide what ends a row. */
const WINDOW_BYTES = 64 * 1024;

export interface RowReaderOptions {
  /** Size of the file, to keep all of its bytes; else only unfinished rows are kept. */
  readonly keptBytes?: number | undefined;
  /** Line end and number of cells, if known: then there is no header. */
  readonly lineEnd?: LineEnd;
  readonly columnCount?: number;
  /** Receives each row that is not blank, once, in order, the header first. */
  readonly onRow: (row: Row) => void;
}

/**
 * RowReader finds the rows of a CSV given in pieces. It skips a byte order mark, and rows whose cells are all empty.
 *
 * Zooniverse reads manifests with Papa Parse, so rows and cells end where Papa Parse ends them. If that does not give
 * the header's number of cells but PHP's reading does, PHP's is used: PHP wrote the manifest. Rows end with line feeds,
 * or with carriage returns if the first 64 KiB have no line feed outside quotes.
 */
export class RowReader {
  readonly #onRow: (row: Row) => void;
  readonly #row = new Row();
  #buffer: Uint8Array<ArrayBuffer>;
  /** Bytes in the buffer, how many of them are read, and how many unread ones are needed to go on. */
  #length = 0;
  #read = 0;
  #wanted = WINDOW_BYTES;
  #offset = 0;
  #lineEnd: LineEnd | undefined;
  #columnCount: number | undefined;
  #number = -1;
  #line = 0;
  #blankRows = 0;
  #blankRowsBetween = 0;
  #rowsWithReturn = 0;
  #rowsWithoutReturn = 0;

  constructor({ keptBytes, lineEnd, columnCount, onRow }: RowReaderOptions) {
    this.#onRow = onRow;
    this.#lineEnd = lineEnd;
    this.#columnCount = columnCount;
    this.#buffer = new Uint8Array(keptBytes ?? 4 * WINDOW_BYTES);
  }

  /** The bytes so far, if they are kept. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Position in the file of the buffer, to which the positions of rows refer. */
  get offset(): number {
    return this.#offset;
  }

  get lineEnd(): LineEnd {
    return this.#lineEnd ?? LINE_FEED;
  }

  /** Number of blank rows between others so far. */
  get blankRows(): number {
    return this.#blankRowsBetween;
  }

  /** Number of rows with the rarer line end: a line feed alone, or after a carriage return. */
  get oddLineEnds(): number {
    return Math.min(this.#rowsWithReturn, this.#rowsWithoutReturn);
  }

  /** @throws InputError MANIFEST_UNCLOSED_QUOTE, and what `onRow` throws */
  push(piece: Uint8Array): void {
    for (let start = 0; start < piece.length; start += WINDOW_BYTES) {
      const part = piece.subarray(start, start + WINDOW_BYTES);
      this.#makeRoom(part.length);
      this.#buffer.set(part, this.#length);
      this.#length += part.length;
      if (this.#length - this.#read >= this.#wanted) this.#readRows(false);
    }
  }

  /** Ends the file. @throws InputError MANIFEST_UNCLOSED_QUOTE, and what `onRow` throws */
  finish(): void {
    this.#readRows(true);
  }

  #makeRoom(byteCount: number): void {
    if (this.#length + byteCount <= this.#buffer.length) return;
    const unread = this.#buffer.subarray(this.#read, this.#length);
    const needed = unread.length + byteCount;
    if (needed > this.#buffer.length) this.#buffer = new Uint8Array(needed * 2);
    this.#buffer.set(unread);
    this.#offset += this.#read;
    this.#length = unread.length;
    this.#read = 0;
  }

  #readRows(isLast: boolean): void {
    const bytes = this.#buffer.subarray(0, this.#length);
    if (this.#lineEnd === undefined) {
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#read = 3;
      this.#lineEnd = guessLineEnd(bytes);
    }
    const scannable = { bytes, isLast, lineEnd: this.#lineEnd };
    const start = this.#read;
    this.#row.bytes = bytes;
    this.#row.isUtf8 = isUtf8(scannable, start);
    while (this.#read < this.#length) {
      const end = this.#scan(scannable);
      if (end === CUT_OFF) break;
      this.#take(end);
    }
    // A row longer than the buffer must not be scanned again for every new piece.
    this.#wanted = this.#read > start ? WINDOW_BYTES : 2 * (this.#length - this.#read);
  }

  /** Scans the next row; returns its end or CUT_OFF. */
  #scan(scannable: Scannable): number {
    const row = this.#row;
    const papaEnd = this.#attempt(scanRow, scannable);
    row.isPhp = false;
    if (papaEnd === CUT_OFF) return CUT_OFF;
    const fits = (end: number): boolean =>
      end >= 0 && (row.cells.count === this.#columnCount || row.cells.areEmpty());
    if (this.#columnCount === undefined ? papaEnd >= 0 : fits(papaEnd)) return papaEnd;
    if (this.#columnCount !== undefined && this.#hasEscapedQuote(papaEnd < 0 ? this.#length : papaEnd)) {
      const phpEnd = this.#attempt(scanPhpRow, scannable);
      if (phpEnd === CUT_OFF) return CUT_OFF;
      row.isPhp = fits(phpEnd);
      if (row.isPhp) return phpEnd;
    }
    if (papaEnd < 0) throw this.#unclosedQuote();
    return scanRow(scannable, this.#read, row.cells);
  }

  /** Scans the next row; one that is too long counts as unclosed. */
  #attempt(scan: typeof scanRow, scannable: Scannable): number {
    const end = scan(scannable, this.#read, this.#row.cells);
    const rowBytes = (end === CUT_OFF ? this.#length + 1 : end) - this.#read;
    return rowBytes > MAX_ROW_BYTES ? UNCLOSED : end;
  }

  /** PHP and Papa Parse disagree only about a quote after a backslash. */
  #hasEscapedQuote(end: number): boolean {
    const bytes = this.#buffer.subarray(this.#read, end);
    for (let i = bytes.indexOf(0x5c); i !== -1; i = bytes.indexOf(0x5c, i + 1))
      if (bytes[i + 1] === 0x22) return true;
    return false;
  }

  #take(end: number): void {
    const row = this.#row;
    row.start = this.#read;
    row.end = end;
    row.line = ++this.#line;
    this.#read = end;
    if (row.cells.areEmpty()) {
      this.#blankRows++;
      return;
    }
    this.#blankRowsBetween = this.#blankRows;
    row.number = ++this.#number;
    this.#columnCount ??= row.cells.count;
    this.#countLineEnd(row);
    this.#onRow(row);
  }

  #countLineEnd({ bytes, start, end }: Row): void {
    if (bytes[end - 1] !== LINE_FEED) return;
    if (end - 2 >= start && bytes[end - 2] === CARRIAGE_RETURN) this.#rowsWithReturn++;
    else this.#rowsWithoutReturn++;
  }

  #unclosedQuote(): InputError {
    const row = this.#number + 1;
    const subject = row === 0 ? 'the manifest header' : `manifest row ${row} (line ${this.#line + 1})`;
    return new InputError(
      'MANIFEST_UNCLOSED_QUOTE',
      `${subject} has a quote that never closes, or is longer than ${MAX_ROW_BYTES} bytes`,
      { details: { row } },
    );
  }
}

function guessLineEnd(bytes: Uint8Array): LineEnd {
  let isQuoted = false;
  let hasReturn = false;
  for (const byte of bytes.subarray(0, WINDOW_BYTES)) {
    if (byte === 0x22) isQuoted = !isQuoted;
    else if (byte === LINE_FEED && !isQuoted) return LINE_FEED;
    else if (byte === CARRIAGE_RETURN && !isQuoted) hasReturn = true;
  }
  return hasReturn ? CARRIAGE_RETURN : LINE_FEED;
}

/** Whether all rows that end in these bytes are UTF-8. No byte of a longer character equals a line end. */
function isUtf8({ bytes, isLast, lineEnd }: Scannable, start: number): boolean {
  const end = isLast ? bytes.length : bytes.lastIndexOf(lineEnd) + 1;
  return decodeUtf8(bytes.subarray(start, Math.max(start, end))) !== undefined;
}
