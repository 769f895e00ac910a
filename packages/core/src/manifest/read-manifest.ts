import { InputError } from '../errors.ts';
import { GrowingUint32 } from '../growing-uint32.ts';
import { MAX_MANIFEST_BYTES, MAX_SHOWN } from '../limits.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import type { Inflate } from '../ports/inflate.ts';
import type { Progress } from '../ports/progress.ts';
import { listSome, plural, quote } from '../quote.ts';
import { unpackEntry } from '../zip/unpack-entry.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import { IMAGE_COLUMN, type Manifest, type ManifestRow } from './manifest.ts';
import { BytePieces } from './byte-pieces.ts';
import { columnNames, separatorsIn } from './parse-header.ts';
import { RowScanner, type ScannedRow } from './row-scanner.ts';

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
  /** Sees every row once, in order, while its cells are at hand: they are not kept. */
  readonly onRow: (row: ManifestRow) => void;
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
  { progress, signal, inflate, keepBytes, onHeader, onRow }: ReadManifestOptions,
): Promise<Manifest> {
  const reader = new ManifestReader(index.name(entry), onHeader, onRow);
  const size = index.uncompressedSize(entry);
  const bytes = keepBytes ? new BytePieces() : undefined;
  let done = 0;
  let failure: Error | undefined;
  for await (const chunk of unpackEntry(source, index, entry, MAX_MANIFEST_BYTES, inflate)) {
    signal?.throwIfAborted();
    // Bytes are damaged before they are wrong: only when CRC-32 and size are right does a failure of the reader count.
    failure ??= attempt(() => {
      reader.push(chunk);
    });
    bytes?.push(chunk);
    done += chunk.length;
    progress.report('manifest', done, size);
  }
  if (failure !== undefined) throw failure;
  return { entry, bytes, ...reader.finish() };
}

function attempt(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (failure) {
    return failure as Error;
  }
}

/** ManifestReader takes a manifest in pieces and gives what is known of it at the end. */
class ManifestReader {
  readonly #name: string;
  readonly #onHeader: ReadManifestOptions['onHeader'];
  readonly #onRow: ReadManifestOptions['onRow'];
  readonly #scanner = new RowScanner((row) => {
    this.#take(row);
  });
  readonly #starts = new GrowingUint32();
  readonly #ends = new GrowingUint32();
  readonly #ragged: number[] = [];
  #raggedCount = 0;
  #header: Manifest['header'] | undefined;
  #columnCount = 0;
  #isFirstChunk = true;

  constructor(name: string, onHeader: ReadManifestOptions['onHeader'], onRow: ReadManifestOptions['onRow']) {
    this.#name = name;
    this.#onHeader = onHeader;
    this.#onRow = onRow;
  }

  push(chunk: Uint8Array): void {
    this.#checkEncoding(chunk);
    this.#scanner.push(chunk);
  }

  finish(): Omit<Manifest, 'entry' | 'bytes'> {
    this.#scanner.finish();
    if (this.#header === undefined || this.#starts.length === 0) {
      const where = this.#header === undefined ? '' : ' below its header';
      throw new InputError('MANIFEST_EMPTY', `manifest ${quote(this.#name)} has no rows${where}`);
    }
    if (this.#raggedCount > 0) throw raggedRows(this.#ragged, this.#raggedCount, this.#columnCount);
    const { blankLines, oddLineEnds } = this.#scanner;
    return {
      header: this.#header,
      blankLines,
      oddLineEnds,
      rowCount: this.#starts.length,
      rowStarts: this.#starts.toArray(),
      rowEnds: this.#ends.toArray(),
    };
  }

  #take(row: ScannedRow): void {
    const { cells, text, isText, start, end } = row;
    if (this.#header === undefined) {
      const columns = columnNames(row);
      this.#header = { start, end };
      this.#columnCount = columns.length;
      this.#onHeader(columns, findImageColumn(columns, this.#name));
      return;
    }
    this.#starts.push(start);
    this.#ends.push(end);
    const number = this.#starts.length;
    if (cells.length === this.#columnCount) this.#onRow({ number, cells, text, isText });
    else if (this.#raggedCount++ < MAX_SHOWN) this.#ragged.push(number);
  }

  /** Zooniverse reads manifests as UTF-8. Other 8-bit encodings survive as bytes; 16-bit ones are no CSV to it. */
  #checkEncoding(chunk: Uint8Array): void {
    const [first, second] = this.#isFirstChunk ? chunk : [];
    this.#isFirstChunk = false;
    const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    if (!isUtf16 && !chunk.includes(0)) return;
    const encoding = isUtf16 ? 'in UTF-16' : 'binary or in UTF-16';
    throw new InputError(
      'MANIFEST_ENCODING',
      `manifest ${quote(this.#name)} is ${encoding}; save it as CSV in UTF-8`,
    );
  }
}

function findImageColumn(columns: readonly string[], name: string): number {
  const matches = columns.flatMap((column, i) => (column.toLowerCase() === IMAGE_COLUMN ? [i] : []));
  const [imageColumn] = matches;
  if (imageColumn === undefined) {
    const separators = separatorsIn(columns);
    const why =
      separators === undefined
        ? `; its columns are ${listSome(columns.map(quote), columns.length)}`
        : `: its columns seem to be separated by ${separators}; save it as CSV with commas`;
    throw new InputError('MANIFEST_NO_IMAGE_COLUMN', `manifest ${quote(name)} has no imageName column${why}`);
  }
  if (matches.length > 1) {
    throw new InputError(
      'MANIFEST_TWO_IMAGE_COLUMNS',
      `manifest ${quote(name)} has ${matches.length} imageName columns`,
    );
  }
  return imageColumn;
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
