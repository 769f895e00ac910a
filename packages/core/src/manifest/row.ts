import { decodeUtf8 } from '../utf8.ts';
import { CellBounds } from './cell-bounds.ts';

const latin1Decoder = new TextDecoder('latin1');

/** Row is a row of a CSV while it is looked at: cells are decoded only when asked for. It is used again for the next row. */
export class Row {
  /** Where the cells lie in `bytes`. */
  readonly cells = new CellBounds();
  bytes = new Uint8Array(0);
  /** The row's bytes `[start, end)` in `bytes`, line end included. */
  start = 0;
  end = 0;
  /** Manifest rows count from 1, blank ones left out; the header is row 0. */
  number = 0;
  /** The row that a spreadsheet shows it in: header and blank rows count too. */
  line = 0;
  /** Whether the cells are read as PHP reads them, since Papa Parse finds another number of them than in the header. */
  isPhp = false;
  /** False if some cell may not be UTF-8. */
  isUtf8 = true;

  /** The row as it stands in the file. */
  get content(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  /** The bytes of a cell, without the quotes around it. */
  bytesOf(cell: number): Uint8Array {
    return this.bytes.subarray(this.cells.start(cell), this.cells.end(cell));
  }

  /** The text of a cell, unquoted, or undefined if it is not UTF-8. */
  text(cell: number): string | undefined {
    const text = decodeUtf8(this.bytesOf(cell));
    return text === undefined ? undefined : this.#unquote(cell, text);
  }

  /** The text of a cell to look at: what is not UTF-8 is taken for Latin-1. */
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
