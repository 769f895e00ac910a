import { MAX_SHOWN_AROUND } from '../limits.ts';
import type { Row } from '../manifest/row.ts';
import { excerpt } from '../quote.ts';
import { EXTENSIONS, FILE_NAME } from './file-name.ts';
import type { Place } from './finding.ts';
import type { FindingCollector } from './finding-collector.ts';

const DOT = 0x2e;
const EXTENSION_BYTES = EXTENSIONS.map((extension) => new TextEncoder().encode(extension));
/** 1 for each byte that begins an extension. */
const INITIALS = Uint8Array.from({ length: 256 }, (_, byte) =>
  EXTENSIONS.some((extension) => extension.charCodeAt(0) === (byte | 0x20)) ? 1 : 0,
);

/** CellInspector checks the cells of each row for what trips Zooniverse. */
export class CellInspector {
  readonly #columns: readonly string[];
  readonly #imageColumn: number;
  readonly #collector: FindingCollector;

  constructor(columns: readonly string[], imageColumn: number, collector: FindingCollector) {
    this.#columns = columns;
    this.#imageColumn = imageColumn;
    this.#collector = collector;
  }

  /** `imageName` is undefined if it is not UTF-8. */
  inspect(row: Row, imageName: string | undefined): void {
    const { number, line } = row;
    if (row.isPhp) this.#collector.add('php-escapes', { row: number, line });
    if (!row.isUtf8) {
      for (let cell = 0; cell < row.cells.count; cell++)
        if (row.text(cell) === undefined) this.#report('cell-not-utf8', row, cell);
    }
    // The image name has one extension; only a row with more is searched cell by cell.
    const expected = imageName !== undefined && FILE_NAME.test(imageName) ? 1 : 0;
    if (!hasExtensions(row.content, expected + 1)) return;
    for (let cell = 0; cell < row.cells.count; cell++) {
      const text = row.shownText(cell);
      const at = text.search(FILE_NAME);
      if (cell === this.#imageColumn || at === -1) continue;
      const before = excerpt(text, at - MAX_SHOWN_AROUND, at + MAX_SHOWN_AROUND);
      this.#report('phantom-file-name', row, cell, { before });
    }
  }

  #report(
    code: 'cell-not-utf8' | 'phantom-file-name',
    { number, line }: Row,
    cell: number,
    more: Pick<Place, 'before'> = {},
  ): void {
    this.#collector.add(code, { row: number, line, column: this.#columns[cell]!, ...more });
  }
}

/** Whether a row holds so many extensions. Every row is checked, and searching for dots is quick. */
function hasExtensions(row: Uint8Array, wanted: number): boolean {
  let found = 0;
  for (let dot = row.indexOf(DOT); dot !== -1; dot = row.indexOf(DOT, dot + 1)) {
    if (
      dot + 3 < row.length &&
      INITIALS[row[dot + 1]!] === 1 &&
      hasExtensionAt(row, dot + 1) &&
      ++found === wanted
    )
      return true;
  }
  return false;
}

function hasExtensionAt(row: Uint8Array, start: number): boolean {
  for (const extension of EXTENSION_BYTES) {
    let i = 0;
    while (i < extension.length && (row[start + i]! | 0x20) === extension[i]) i++;
    if (i === extension.length) return true;
  }
  return false;
}
