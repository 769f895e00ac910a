import { InputError } from '../errors.ts';
import { MAX_MANIFEST_BYTES, MAX_SHOWN } from '../limits.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import type { Progress } from '../ports/progress.ts';
import { listSome, plural, quote } from '../quote.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import { IMAGE_COLUMN, type Manifest, type ManifestRow } from './manifest.ts';
import { byteOrderMarkLength, columnName } from './parse-header.ts';
import { scanRows } from './scan-rows.ts';

export interface ReadManifestOptions {
  readonly progress: Progress;
  /** Sees the header before any row. */
  readonly onHeader: (columns: readonly string[], imageColumn: number) => void;
  /** Sees every row once, in order, while its cells are at hand: they are not kept. */
  readonly onRow: (row: ManifestRow) => void;
}

/**
 * Unpacks the manifest and finds its rows.
 *
 * @throws InputError MANIFEST_CORRUPT, MANIFEST_TOO_LARGE, MANIFEST_ENCODING, MANIFEST_EMPTY, MANIFEST_RAGGED,
 * MANIFEST_NO_IMAGE_COLUMN, MANIFEST_TWO_IMAGE_COLUMNS, MANIFEST_UNCLOSED_QUOTE
 */
export async function readManifest(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  options: ReadManifestOptions,
): Promise<Manifest> {
  const file = await readEntry(source, index, entry, {
    maxBytes: MAX_MANIFEST_BYTES,
    onBytes: (done, total) => {
      options.progress.report('manifest', done, total);
    },
  });
  checkEncoding(file, index.name(entry));
  return parseManifest(file.subarray(byteOrderMarkLength(file)), entry, index.name(entry), options);
}

/** Zooniverse reads manifests as UTF-8. Other 8-bit encodings survive as bytes; 16-bit ones are no CSV to it. */
function checkEncoding(bytes: Uint8Array, name: string): void {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!isUtf16 && !bytes.includes(0)) return;
  const encoding = isUtf16 ? 'in UTF-16' : 'binary or in UTF-16';
  throw new InputError('MANIFEST_ENCODING', `manifest ${quote(name)} is ${encoding}; save it as CSV in UTF-8`);
}

function parseManifest(bytes: Uint8Array, entry: number, name: string, { onHeader, onRow }: ReadManifestOptions): Manifest {
  let header: Pick<Manifest, 'header' | 'columns' | 'imageColumn'> | undefined;
  const rows = new RowPositions();
  const ragged: number[] = [];
  let raggedCount = 0;
  const blankLines = scanRows(bytes, 0, ({ cells, text, start, end }) => {
    if (header === undefined) {
      const columns = cells.map(columnName);
      header = { header: { start, end }, columns, imageColumn: findImageColumn(columns, name) };
      onHeader(columns, header.imageColumn);
      return;
    }
    rows.add(start, end);
    if (cells.length === header.columns.length) onRow({ number: rows.count, cells, text });
    else if (raggedCount++ < MAX_SHOWN) ragged.push(rows.count);
  });
  if (header === undefined || rows.count === 0) {
    throw new InputError('MANIFEST_EMPTY', `manifest ${quote(name)} has no rows${header === undefined ? '' : ' below its header'}`);
  }
  if (raggedCount > 0) throw raggedRows(ragged, raggedCount, header.columns.length);
  return { entry, bytes, ...header, blankLines, rowCount: rows.count, rowStarts: rows.starts, rowEnds: rows.ends };
}

function findImageColumn(columns: readonly string[], name: string): number {
  const matches = columns.flatMap((column, i) => (column.toLowerCase() === IMAGE_COLUMN ? [i] : []));
  const [imageColumn] = matches;
  if (imageColumn === undefined) {
    const names = listSome(columns.map(quote), columns.length);
    throw new InputError('MANIFEST_NO_IMAGE_COLUMN', `manifest ${quote(name)} has no imageName column; its columns are ${names}`);
  }
  if (matches.length > 1) {
    throw new InputError('MANIFEST_TWO_IMAGE_COLUMNS', `manifest ${quote(name)} has ${matches.length} imageName columns`);
  }
  return imageColumn;
}

function raggedRows(rows: readonly number[], count: number, columnCount: number): InputError {
  const where = listSome(rows.map((row) => `row ${row}`), count);
  return new InputError(
    'MANIFEST_RAGGED',
    `${plural(count, 'manifest row')} ${count === 1 ? 'does' : 'do'} not have the ${columnCount} cells of the header: ${where}`,
    { details: { rows, count, columnCount } },
  );
}

/** Start and end of every row, in arrays that grow by doubling. */
class RowPositions {
  count = 0;
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);

  add(start: number, end: number): void {
    if (this.count === this.#starts.length) {
      this.#starts = grow(this.#starts);
      this.#ends = grow(this.#ends);
    }
    this.#starts[this.count] = start;
    this.#ends[this.count] = end;
    this.count++;
  }

  get starts(): Uint32Array {
    return this.#starts.subarray(0, this.count);
  }

  get ends(): Uint32Array {
    return this.#ends.subarray(0, this.count);
  }
}

function grow(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(numbers.length * 2);
  grown.set(numbers);
  return grown;
}
