import Papa, { type ParseStepResult } from 'papaparse';
import { InputError } from '../errors.ts';
import { MAX_ROW_BYTES } from '../limits.ts';
import { decodeUtf8, lengthOfWholeCharacters, utf8Length } from '../utf8.ts';
import { toByteText } from './byte-text.ts';

/** Bytes parsed at a time. Larger windows make larger garbage, smaller ones parse more cut-off rows twice. */
const WINDOW_BYTES = 64 * 1024;

type Parser = InstanceType<typeof Papa.Parser>;

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
 * RowScanner finds the rows of a CSV that comes in pieces, the header among them. A byte order mark and blank lines are
 * passed over.
 *
 * Papa Parse decides where rows and cells end, since Zooniverse reads manifests with it: what it makes of PHP's `\"`
 * escapes and stray quotes is what counts. It is given windows of whole characters, and ignores a
 * last row that is cut off: the next window starts with it. Rows end with a line
 * feed (a carriage return before it is dropped from the last cell), or with carriage returns where the first window has
 * no line feed outside of quotes.
 */
export class RowScanner {
  readonly #onRow: (row: ScannedRow) => void;
  #window = new Uint8Array(WINDOW_BYTES);
  /** Bytes in the window, and where in the file it starts. */
  #length = 0;
  #offset = 0;
  #text = '';
  /** Whether the text is one; and whether it has a character for each byte. */
  #isText = true;
  #isBytewise = true;
  /** How far the window is parsed, in characters and in bytes. */
  #parsed = 0;
  #parsedBytes = 0;
  #parser: Parser | undefined;
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
    if (this.#parser === undefined) this.#drop(byteOrderMarkLength(this.#window.subarray(0, this.#length)));
    this.#decodeWindow(isLast);
    this.#parser ??= this.#createParser();
    this.#parsed = 0;
    this.#parsedBytes = 0;
    this.#parser.parse(this.#text, 0, !isLast);
    if (this.#parsedBytes > 0) this.#drop(this.#parsedBytes);
    else if (!isLast) this.#grow();
  }

  #decodeWindow(isLast: boolean): void {
    const length = isLast ? this.#length : lengthOfWholeCharacters(this.#window, this.#length);
    const bytes = this.#window.subarray(0, length);
    const text = decodeUtf8(bytes);
    this.#isText = text !== undefined;
    this.#text = text ?? toByteText(bytes);
    this.#isBytewise = this.#text.length === length;
  }

  #createParser(): Parser {
    return new Papa.Parser({
      delimiter: ',',
      newline: guessNewline(this.#text),
      step: (result) => {
        this.#take(result);
      },
    });
  }

  #take({ data, errors, meta }: ParseStepResult): void {
    const cells = data[0]!;
    const text = this.#text.slice(this.#parsed, meta.cursor);
    const start = this.#offset + this.#parsedBytes;
    if (errors.some(({ code }) => code === 'MissingQuotes')) throw this.#unclosedQuote();
    this.#parsed = meta.cursor;
    this.#parsedBytes += this.#isBytewise ? text.length : utf8Length(text);
    const endsWithReturn = text.endsWith('\r\n');
    if (endsWithReturn && text.at(-3) !== '"') dropCarriageReturn(cells);
    if (cells.length === 1 && cells[0] === '') {
      this.#blankLines++;
      return;
    }
    this.#blankLinesBetween = this.#blankLines;
    this.#rowCount++;
    if (text.endsWith('\n')) this.#rowsByLineEnd[endsWithReturn ? '\r\n' : '\n']++;
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

/** Behind a quote Papa drops it itself; there, one at the cell's end would be inside the quotes. */
function dropCarriageReturn(cells: string[]): void {
  const last = cells.at(-1)!;
  if (last.endsWith('\r')) cells[cells.length - 1] = last.slice(0, -1);
}

function guessNewline(text: string): '\n' | '\r' {
  const unquoted = text.replaceAll(/"[^"]*"/g, '');
  return unquoted.includes('\r') && !unquoted.includes('\n') ? '\r' : '\n';
}

/** Length of a UTF-8 byte order mark at the start of `bytes`. */
function byteOrderMarkLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
