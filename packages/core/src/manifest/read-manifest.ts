import { InputError } from '../errors.ts';
import { GrowingUint32 } from '../growing-uint32.ts';
import { MAX_LISTED_ROWS, MAX_SHOWN } from '../limits.ts';
import type { Progress } from '../ports/progress.ts';
import { plural } from '../format-count.ts';
import { listSome, quote } from '../quote.ts';
import { columnNames, findImageColumn } from './header.ts';
import type { Manifest } from './manifest.ts';
import type { ManifestFile } from './manifest-file.ts';
import { RowReader } from './row-reader.ts';
import type { Row } from './row.ts';

export interface ReadManifestOptions {
  readonly progress: Progress;
  /** Checked between pieces: one read may unpack to many. */
  readonly signal: AbortSignal | undefined;
  /** Keeps the bytes of the manifest. */
  readonly keepBytes: boolean;
}

export interface RowVisitor {
  /** Receives the header before any row. */
  start(columns: readonly string[], imageColumn: number): void;
  /** Receives each row once, in order. The row is valid until the next call. */
  add(row: Row): void;
}

/**
 * Reads a manifest and finds its rows.
 *
 * @throws InputError MANIFEST_CORRUPT, MANIFEST_TOO_LARGE, MANIFEST_ENCODING, MANIFEST_EMPTY, MANIFEST_RAGGED,
 * MANIFEST_NO_IMAGE_COLUMN, MANIFEST_TWO_IMAGE_COLUMNS, MANIFEST_UNCLOSED_QUOTE, ENTRY_IS_A_LINK
 */
export async function readManifest(
  { name, size, entry, pieces }: ManifestFile,
  visitor: RowVisitor,
  { progress, signal, keepBytes }: ReadManifestOptions,
): Promise<Manifest> {
  const rows = new RowCollector(name, keepBytes ? size : undefined, visitor);
  let done = 0;
  let failure: Error | undefined;
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    // Reads on after a fault of the rows, because a wrong size or CRC-32 is reported first.
    failure ??= rows.push(piece, done === 0);
    done += piece.length;
    progress.report('manifest', done, size);
  }
  if (failure !== undefined) throw failure;
  return { entry, bytes: keepBytes ? rows.reader.bytes : undefined, ...rows.finish() };
}

/** RowCollector keeps the positions of rows, and passes on those that have as many cells as the header. */
class RowCollector {
  readonly reader: RowReader;
  readonly #name: string;
  readonly #visitor: RowVisitor;
  readonly #starts = new GrowingUint32();
  readonly #ends = new GrowingUint32();
  readonly #ragged: { readonly row: number; readonly line: number; readonly cells: number }[] = [];
  #raggedCount = 0;
  #columns: readonly string[] = [];
  #imageColumn = -1;
  #header: Manifest['header'] | undefined;

  constructor(name: string, keptBytes: number | undefined, visitor: RowVisitor) {
    this.#name = name;
    this.#visitor = visitor;
    this.reader = new RowReader({
      keptBytes,
      onRow: (row) => {
        this.#take(row);
      },
    });
  }

  /** Returns the fault of the rows so far, if any. */
  push(piece: Uint8Array, isFirst: boolean): Error | undefined {
    try {
      checkEncoding(piece, isFirst, this.#name);
      this.reader.push(piece);
      return undefined;
    } catch (failure) {
      return failure as Error;
    }
  }

  finish(): Omit<Manifest, 'entry' | 'bytes'> {
    this.reader.finish();
    const rowCount = this.#starts.length;
    if (this.#header === undefined || rowCount === 0) {
      const fault = this.#header === undefined ? 'is empty' : 'has a header but no rows';
      throw new InputError('MANIFEST_EMPTY', `manifest ${quote(this.#name)} ${fault}`);
    }
    if (this.#raggedCount > 0) throw this.#raggedRows();
    const { blankRows, oddLineEnds, lineEnd } = this.reader;
    return {
      columns: this.#columns,
      imageColumn: this.#imageColumn,
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
      this.#imageColumn = findImageColumn(this.#columns, this.#name);
      this.#visitor.start(this.#columns, this.#imageColumn);
      return;
    }
    this.#starts.push(start);
    this.#ends.push(end);
    if (row.cells.count === this.#columns.length) this.#visitor.add(row);
    else if (this.#raggedCount++ < MAX_SHOWN)
      this.#ragged.push({ row: row.number, line: row.line, cells: row.cells.count });
  }

  #raggedRows(): InputError {
    const [count, columnCount] = [this.#raggedCount, this.#columns.length];
    const subject = plural(count, 'manifest row does', 'manifest rows do');
    const where = this.#ragged.map(({ row, line, cells }) => `row ${row} (line ${line}) has ${cells}`);
    const message = `${subject} not have the ${plural(columnCount, 'cell')} of the header: ${listSome(where, count, MAX_LISTED_ROWS)}`;
    return new InputError('MANIFEST_RAGGED', message, {
      details: { count, columnCount, places: this.#ragged },
    });
  }
}

/** Zooniverse reads manifests as UTF-8. Other 8-bit encodings survive as bytes; 16-bit ones are not CSV to it. */
function checkEncoding(piece: Uint8Array, isFirst: boolean, name: string): void {
  const [first, second] = isFirst ? piece : [];
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!isUtf16 && !piece.includes(0)) return;
  const fault = isUtf16 ? 'is in UTF-16, not UTF-8' : 'is binary or in UTF-16, not text in UTF-8';
  throw new InputError('MANIFEST_ENCODING', `manifest ${quote(name)} ${fault}`);
}
