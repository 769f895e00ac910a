import { InputError } from '../errors.ts';
import { GrowingUint32 } from '../growing-uint32.ts';
import { MAX_MANIFEST_BYTES, MAX_SHOWN } from '../limits.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import type { Inflate } from '../ports/inflate.ts';
import type { Progress } from '../ports/progress.ts';
import { listSome, plural, quote } from '../quote.ts';
import { unpackEntry } from '../zip/unpack-entry.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import { columnNames, findImageColumn } from './header.ts';
import type { Manifest } from './manifest.ts';
import { RowReader } from './row-reader.ts';
import type { Row } from './row.ts';

export interface ReadManifestOptions {
  readonly progress: Progress;
  /** Looked at between pieces: many may be unpacked from what is read at once. */
  readonly signal: AbortSignal | undefined;
  /** @default inflateByStream */
  readonly inflate?: Inflate | undefined;
  /** Whether the manifest's bytes are needed later. */
  readonly keepBytes: boolean;
  /** Sees the header before any row. */
  readonly onHeader: (columns: readonly string[], imageColumn: number) => void;
  /** Sees every row once, in order. The row is good until the next one. */
  readonly onRow: (row: Row) => void;
}

/**
 * Unpacks the manifest and finds its rows on the way.
 *
 * @throws InputError MANIFEST_CORRUPT, MANIFEST_TOO_LARGE, MANIFEST_ENCODING, MANIFEST_EMPTY, MANIFEST_RAGGED,
 * MANIFEST_NO_IMAGE_COLUMN, MANIFEST_TWO_IMAGE_COLUMNS, MANIFEST_UNCLOSED_QUOTE, ENTRY_IS_A_LINK
 */
export async function readManifest(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  options: ReadManifestOptions,
): Promise<Manifest> {
  const { progress, signal, inflate, keepBytes } = options;
  const name = index.name(entry);
  const size = index.uncompressedSize(entry);
  const pieces = unpackEntry(source, index, entry, MAX_MANIFEST_BYTES, inflate);
  let rows: RowCollector | undefined;
  let done = 0;
  let failure: Error | undefined;
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    // Bytes are damaged before they are wrong: only when CRC-32 and size are right does a failure of the rows count.
    if (failure === undefined) {
      try {
        rows ??= new RowCollector(name, keepBytes ? size : undefined, options);
        if (done === 0) checkByteOrder(piece, name);
        checkNoNul(piece, name);
        rows.reader.push(piece);
      } catch (thrown) {
        failure = thrown as Error;
      }
    }
    done += piece.length;
    progress.report('manifest', done, size);
  }
  if (failure !== undefined) throw failure;
  rows ??= new RowCollector(name, 0, options);
  return { entry, bytes: keepBytes ? rows.reader.bytes : undefined, ...rows.finish() };
}

/** RowCollector keeps where rows are, and hands those on that have as many cells as the header. */
class RowCollector {
  readonly reader: RowReader;
  readonly #name: string;
  readonly #onHeader: ReadManifestOptions['onHeader'];
  readonly #onRow: ReadManifestOptions['onRow'];
  readonly #starts = new GrowingUint32();
  readonly #ends = new GrowingUint32();
  readonly #ragged: number[] = [];
  #raggedCount = 0;
  #columns: readonly string[] = [];
  #header: Manifest['header'] | undefined;

  constructor(name: string, keptBytes: number | undefined, { onHeader, onRow }: ReadManifestOptions) {
    this.#name = name;
    this.#onHeader = onHeader;
    this.#onRow = onRow;
    this.reader = new RowReader({
      keptBytes,
      onRow: (row) => {
        this.#take(row);
      },
    });
  }

  finish(): Omit<Manifest, 'entry' | 'bytes'> {
    this.reader.finish();
    const rowCount = this.#starts.length;
    if (this.#header === undefined || rowCount === 0) {
      const where = this.#header === undefined ? '' : ' below its header';
      throw new InputError('MANIFEST_EMPTY', `manifest ${quote(this.#name)} has no rows${where}`);
    }
    if (this.#raggedCount > 0) throw raggedRows(this.#ragged, this.#raggedCount, this.#columns.length);
    const { blankRows, oddLineEnds, lineEnd } = this.reader;
    return {
      columns: this.#columns,
      lineEnd,
      header: this.#header,
      blankRows,
      oddLineEnds,
      rowCount,
      rowStarts: this.#starts.toArray(),
      rowEnds: this.#ends.toArray(),
    };
  }

  #take(row: Row): void {
    const { offset } = this.reader;
    const [start, end] = [offset + row.start, offset + row.end];
    if (this.#header === undefined) {
      this.#header = { start, end };
      this.#columns = columnNames(row);
      this.#onHeader(this.#columns, findImageColumn(this.#columns, this.#name));
      return;
    }
    this.#starts.push(start);
    this.#ends.push(end);
    if (row.cells.count === this.#columns.length) this.#onRow(row);
    else if (this.#raggedCount++ < MAX_SHOWN) this.#ragged.push(row.number);
  }
}

/** Zooniverse reads manifests as UTF-8. Other 8-bit encodings survive as bytes; 16-bit ones are not CSV to it. */
function checkByteOrder([first, second]: Uint8Array, name: string): void {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw notUtf8(name, 'in UTF-16');
}

function checkNoNul(piece: Uint8Array, name: string): void {
  if (piece.includes(0)) throw notUtf8(name, 'binary or in UTF-16');
}

function notUtf8(name: string, encoding: string): InputError {
  return new InputError(
    'MANIFEST_ENCODING',
    `manifest ${quote(name)} is ${encoding}; save it as CSV in UTF-8`,
  );
}

function raggedRows(rows: readonly number[], count: number, columnCount: number): InputError {
  const where = listSome(
    rows.map((row) => `row ${row}`),
    count,
  );
  return new InputError(
    'MANIFEST_RAGGED',
    `${plural(count, 'manifest row')} ${count === 1 ? 'does' : 'do'} not have the ${plural(columnCount, 'cell')} of the header: ${where}`,
    { details: { rows, count, columnCount } },
  );
}
