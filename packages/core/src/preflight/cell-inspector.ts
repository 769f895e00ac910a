import { fromByteText } from '../manifest/byte-text.ts';
import type { ManifestRow } from '../manifest/manifest.ts';
import type { FindingCollector } from './finding-collector.ts';

const EXTENSION = String.raw`\.(?:jpg|jpeg|png|gif|svg|mp3|mp4|m4a|mpeg|txt|json)`;
/** What Zooniverse's project builder takes for a file name, anywhere in any cell (its subject-set page). */
const FILE_NAME = new RegExp(String.raw`[^/\\:,]${EXTENSION}`, 'i');
const EXTENSION_HERE = new RegExp(EXTENSION, 'iy');
/** What an extension begins with, behind its dot. */
const INITIALS = new Set(new TextEncoder().encode('jpgsmtJPGSMT'));

/** CellInspector looks at the cells of each row for what Zooniverse stumbles over. */
export class CellInspector {
  readonly #columns: readonly string[];
  readonly #imageColumn: number;
  readonly #collector: FindingCollector;

  constructor(columns: readonly string[], imageColumn: number, collector: FindingCollector) {
    this.#columns = columns;
    this.#imageColumn = imageColumn;
    this.#collector = collector;
  }

  inspect({ number, cells, text, isText }: ManifestRow): void {
    if (!isText) this.#findUndecodable(number, cells);
    if (this.#mayHavePhantoms(text, cells[this.#imageColumn]!)) this.#findPhantoms(number, cells);
  }

  /** A row has one extension in its image name; only a row with more of them is looked at cell by cell. */
  #mayHavePhantoms(text: string, imageName: string): boolean {
    let spare = FILE_NAME.test(imageName) ? 1 : 0;
    // Every row goes through here, and a search for dots is faster than one for the whole expression.
    for (let dot = text.indexOf('.'); dot !== -1; dot = text.indexOf('.', dot + 1)) {
      if (!INITIALS.has(text.charCodeAt(dot + 1))) continue;
      EXTENSION_HERE.lastIndex = dot;
      if (EXTENSION_HERE.test(text) && spare-- === 0) return true;
    }
    return false;
  }

  #findPhantoms(row: number, cells: readonly string[]): void {
    cells.forEach((cell, i) => {
      if (i === this.#imageColumn || !FILE_NAME.test(cell)) return;
      this.#collector.add('phantom-file-name', { row, column: this.#columns[i]! });
    });
  }

  #findUndecodable(row: number, cells: readonly string[]): void {
    cells.forEach((cell, i) => {
      if (fromByteText(cell) === undefined)
        this.#collector.add('cell-not-utf8', { row, column: this.#columns[i]! });
    });
  }
}
