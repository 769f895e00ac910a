import { decodeUtf8 } from '../utf8.ts';
import { CellBounds } from './cell-bounds.ts';

const latin1Decoder = new TextDecoder('latin1');

/** Row is the current row of a CSV, reused for the next. Cells are decoded on demand. */
export class Row {
  /** Positions in `bytes`. */
  readonly cells = new CellBounds();
  bytes = new Uint8Array(0);
  /** The row is the bytes `[start, end)`, line end included. */
  start = 0;
  end = 0;
  /** Counts from 1, blank rows left out; the header is 0. */
  number = 0;
  /** The row number in a spreadsheet: header and blank rows count. */
  line = 0;
  /** True if the cells are as PHP reads them, because Papa Parse finds another number of cells than in the header. */
  isPhp = false;
  /** False if some cell may not be UTF-8. */
  isUtf8 = true;

  get content(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  /** The bytes of a cell, without surrounding quotes. */
  bytesOf(cell: number): Uint8Array {
    return this.bytes.subarray(this.cells.start(cell), this.cells.end(cell));
  }

  /** The unquoted text of a cell; undefined if it is not UTF-8. */
  text(cell: number): string | undefined {
    const text = decodeUtf8(this.bytesOf(cell));
    return text === undefined ? undefined : this.#unquote(cell, text);
  }

  /** The text of a cell for display: Latin-1 if it is not UTF-8. */
  shownText(cell: number): string {
    return this.text(cell) ?? this.#unquote(cell, latin1Decoder.decode(this.bytesOf(cell)));
  }

  shownTexts(): string[] {
    return Array.from({ length: this.cells.count }, (_, cell) => this.shownText(cell));
  }

  #unquote(cell: number, text: string): string {
    return this.cells.isQuoted(cell) && text.includes('""') ? text.replaceAll('""', '"') : text;
  }
}
