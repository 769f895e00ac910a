import { InputError } from '../errors.ts';
import { MAX_ROW_BYTES } from '../limits.ts';
import { bytesBeyondOne, decodeUtf8, lengthOfWholeCharacters, nextWide } from '../utf8.ts';
import { toByteText } from './byte-text.ts';
import { parseRows, type LineEnd } from './parse-rows.ts';

/** Bytes parsed at a time. Larger windows make larger garbage, smaller ones parse more cut-off rows twice. */
const WINDOW_BYTES = 64 * 1024;

/**
 * What a RowScanner finds of a row. The strings are slices of a window that is soon forgotten: whoever keeps one keeps
 * the window.
 */
export interface ScannedRow {
  /** Cells, unquoted. */
  readonly cells: readonly string[];
  /** The row as it stands in the file, line break included. */
  readonly text: string;
  /** Whether the strings are text. Where a window is not UTF-8 they are byte text: one character a byte. */
  readonly isText: boolean;
  /** The bytes `[start, end)` of the file, line break included. */
  readonly start: number;
  readonly end: number;
}

/**
 * RowScanner finds the rows of a CSV that comes in pieces, the header among them. A byte order mark and blank lines, which
 * have no cell that is not empty, are passed over.
 *
 * Rows and cells end where Papa Parse says, since Zooniverse reads manifests with it: what it makes of PHP's `\"` escapes
 * and stray quotes is what counts. The file is parsed in windows of whole characters; a last row that is cut off starts the
 * next window, which is twice as large where it holds no other. Rows end with a line feed, or with carriage returns
 * where the first window has no line feed outside of quotes.
 */
export class RowScanner {
  readonly #onRow: (row: ScannedRow) => void;
  #window = new Uint8Array(WINDOW_BYTES);
  /** Bytes in the window, and where in the file it starts. */
  #length = 0;
  #offset = 0;
  #text = '';
  #isText = true;
  /** Where the next character is that takes more than one byte, Infinity where none does; behind the parsed rows only once it is looked for. */
  #wide = 0;
  /** How far the window is parsed, in characters and in bytes. */
  #parsed = 0;
  #parsedBytes = 0;
  #lineEnd: LineEnd | undefined;
  #rowCount = 0;
  #blankLines = 0;
  #blankLinesBetween = 0;
  #rowsByLineEnd = { '\r\n': 0, '\n': 0 };

  /** `onRow` sees each row once, in order, from within `push` and `finish`. */
  constructor(onRow: (row: ScannedRow) => void) {
    this.#onRow = onRow;
  }

  /** Blank lines that stood between rows so far. */
  get blankLines(): number {
    return this.#blankLinesBetween;
  }

  /** Rows whose line end is not that of most: with a carriage return where the others have none, or the reverse. */
  get oddLineEnds(): number {
    return Math.min(this.#rowsByLineEnd['\r\n'], this.#rowsByLineEnd['\n']);
  }

  /** @throws InputError MANIFEST_UNCLOSED_QUOTE, and what `onRow` throws */
  push(chunk: Uint8Array): void {
    let taken = 0;
    while (taken < chunk.length) {
      const piece = chunk.subarray(taken, taken + this.#window.length - this.#length);
      this.#window.set(piece, this.#length);
      this.#length += piece.length;
      taken += piece.length;
      if (this.#length === this.#window.length) this.#parseWindow(false);
    }
  }

  /**
   * Says that the file ends here.
   *
   * @throws InputError MANIFEST_UNCLOSED_QUOTE, and what `onRow` throws
   */
  finish(): void {
    if (this.#length > 0) this.#parseWindow(true);
  }

  #parseWindow(isLast: boolean): void {
    if (this.#lineEnd === undefined) this.#drop(byteOrderMarkLength(this.#window.subarray(0, this.#length)));
    this.#decodeWindow(isLast);
    this.#lineEnd ??= guessLineEnd(this.#text);
    this.#parsed = 0;
    this.#parsedBytes = 0;
    const isClosed = parseRows(this.#text, this.#lineEnd, isLast, (cells, end) => {
      this.#take(cells, end);
    });
    if (!isClosed) throw this.#unclosedQuote();
    if (this.#parsedBytes > 0) this.#drop(this.#parsedBytes);
    else if (!isLast) this.#grow();
  }

  #decodeWindow(isLast: boolean): void {
    const length = isLast ? this.#length : lengthOfWholeCharacters(this.#window, this.#length);
    const bytes = this.#window.subarray(0, length);
    const text = decodeUtf8(bytes);
    this.#isText = text !== undefined;
    this.#text = text ?? toByteText(bytes);
    this.#wide = this.#text.length === length ? Infinity : -1;
  }

  /** Bytes of the text from the end of the last row on to `end`. Most rows of a window with wide characters have none. */
  #bytesTo(end: number): number {
    if (this.#wide < this.#parsed) this.#wide = nextWide(this.#text, this.#parsed);
    return end - this.#parsed + (this.#wide < end ? bytesBeyondOne(this.#text, this.#wide, end) : 0);
  }

  #take(cells: readonly string[], end: number): void {
    const text = this.#text.slice(this.#parsed, end);
    const start = this.#offset + this.#parsedBytes;
    this.#parsedBytes += this.#bytesTo(end);
    this.#parsed = end;
    // Spreadsheets leave rows of nothing but commas behind.
    if (cells.every((cell) => cell === '')) {
      this.#blankLines++;
      return;
    }
    this.#blankLinesBetween = this.#blankLines;
    this.#rowCount++;
    if (text.endsWith('\n')) this.#rowsByLineEnd[text.endsWith('\r\n') ? '\r\n' : '\n']++;
    this.#onRow({ cells, text, isText: this.#isText, start, end: this.#offset + this.#parsedBytes });
  }

  #unclosedQuote(): InputError {
    // The header is the first row here, but not counted elsewhere.
    const where = this.#rowCount === 0 ? 'the header of the manifest' : `manifest row ${this.#rowCount}`;
    return new InputError(
      'MANIFEST_UNCLOSED_QUOTE',
      `a quote opens in ${where} and never closes, or that row is longer than ${MAX_ROW_BYTES} bytes`,
      { details: { row: this.#rowCount } },
    );
  }

  /** Drops the first bytes of the window. */
  #drop(byteCount: number): void {
    this.#window.copyWithin(0, byteCount, this.#length);
    this.#length -= byteCount;
    this.#offset += byteCount;
  }

  #grow(): void {
    if (this.#window.length >= MAX_ROW_BYTES) throw this.#unclosedQuote();
    const grown = new Uint8Array(this.#window.length * 2);
    grown.set(this.#window);
    this.#window = grown;
  }
}

function guessLineEnd(text: string): LineEnd {
  const unquoted = text.replaceAll(/"[^"]*"/g, '');
  return unquoted.includes('\r') && !unquoted.includes('\n') ? '\r' : '\n';
}

/** Length of a UTF-8 byte order mark at the start of `bytes`. */
function byteOrderMarkLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
