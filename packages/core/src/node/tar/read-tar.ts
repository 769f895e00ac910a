import { Parser, type ReadEntry } from 'tar';
import { InputError } from '../../errors.ts';
import { quote } from '../../quote.ts';

export interface TarEntry {
  readonly name: string;
  /** Bytes of its data, all of which follow; 0 unless it is a file. */
  readonly size: number;
  readonly kind: 'file' | 'link' | 'special';
  readonly modifiedAt: Date | undefined;
}

/** TarSink receives the content of an archive, in order. */
export interface TarSink {
  entry(entry: TarEntry): void;
  /** Some data of the last entry, in a buffer that is reused. */
  data(bytes: Uint8Array): void;
  /** Resolves when the sink can take more. */
  settle(): Promise<void>;
}

/**
 * Reads a TAR archive (ustar, GNU and pax) once, as a stream: files, links and devices, but not folders.
 *
 * @throws InputError NOT_AN_ARCHIVE, CORRUPT_TAR, TRUNCATED_ARCHIVE, SPARSE_ENTRY, SPLIT_ARCHIVE; and whatever `chunks`
 * and the sink throw
 */
export async function readTar(chunks: AsyncIterable<Uint8Array>, sink: TarSink): Promise<void> {
  const reading = new TarReading(sink);
  for await (const chunk of chunks) {
    reading.write(chunk);
    await sink.settle();
  }
  reading.end();
}

const BLOCK_BYTES = 512;
/** pax headers (next entry, all entries, Solaris) and GNU tar's long names (files, links, old form). */
const TEXT_TYPES = 'xgXLKN';
/** Names and sets of attributes are smaller. */
const MAX_TEXT_BYTES = 1024 * 1024;

class TarReading {
  readonly #sink: TarSink;
  readonly #parser: Parser;
  /** Bytes too few for a step. */
  #pending: Uint8Array = new Uint8Array(0);
  #current: ReadEntry | undefined;
  #last: { readonly name: string; readonly size: number; read: number } | undefined;
  #hasEnded = false;
  #failure: Error | undefined;

  constructor(sink: TarSink) {
    this.#sink = sink;
    // Strict: damaged entries are errors, not skipped. Compression was removed before, and is not looked for.
    this.#parser = new Parser({ strict: true, zstd: false, brotli: false });
    this.#parser
      .on('entry', (entry: ReadEntry) => this.#begin(entry))
      .on('ignoredEntry', (entry: ReadEntry) => this.#beginOdd(entry))
      .on('meta', (text: string) => this.#inspectText(text))
      .on('eof', () => (this.#hasEnded = true))
      .on('error', (error: Error) => (this.#failure ??= this.#explain(error)));
  }

  /**
   * Feeds the parser in steps: data of an entry, a header, or a header with its text. This shows the end of the
   * archive, which the parser does not report, and cuts no character of a text in two.
   */
  write(chunk: Uint8Array): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let position = 0;
    while (!this.#hasEnded) {
      const rest = bytes.subarray(position);
      const stepBytes = this.#stepLength(rest);
      if (stepBytes === 0) break;
      this.#parser.write(Buffer.from(rest.buffer, rest.byteOffset, stepBytes));
      if (this.#failure !== undefined) throw this.#failure;
      position += stepBytes;
    }
    this.#pending = bytes.slice(position);
    if (!this.#hasEnded) return;
    if (this.#pending.some((byte) => byte !== 0))
      throw damaged('data follows the end marker; were two archives concatenated?');
    this.#pending = new Uint8Array(0);
  }

  /** Bytes of the next step, 0 if some are missing. */
  #stepLength(rest: Uint8Array): number {
    const wholeBytes = rest.length - (rest.length % BLOCK_BYTES);
    const dataBytes = this.#current?.blockRemain ?? 0;
    if (dataBytes > 0 || wholeBytes === 0) return Math.min(dataBytes, wholeBytes);
    // The parser would unpack a gzip file.
    if (this.#last === undefined && rest[0] === 0x1f && rest[1] === 0x8b) throw this.#noTar();
    const textBytes = textLength(rest);
    if (textBytes > MAX_TEXT_BYTES) throw damaged('a header has more than 1 MiB');
    const stepBytes = BLOCK_BYTES + Math.ceil(textBytes / BLOCK_BYTES) * BLOCK_BYTES;
    return stepBytes <= wholeBytes ? stepBytes : 0;
  }

  end(): void {
    if (this.#hasEnded) return;
    const last = this.#last;
    if (last === undefined) throw this.#noTar();
    const entry = `entry ${quote(last.name)}`;
    const where =
      last.read < last.size
        ? `${last.read} of ${last.size} bytes of ${entry}`
        : `${entry}, without the two zero blocks that mark its end`;
    const message = `the TAR archive ends after ${where}`;
    throw new InputError('TRUNCATED_ARCHIVE', message, { details: { entry: last.name } });
  }

  #begin(entry: ReadEntry): void {
    this.#current = entry;
    const { path, type, size, mtime } = entry;
    if (!Number.isSafeInteger(size)) {
      this.#failure ??= damaged(`entry ${quote(path)} has an impossible size of ${size} bytes`);
      return;
    }
    const kind = kindOf(type);
    const last = { name: path, size, read: 0 };
    this.#last = last;
    if (kind !== undefined)
      this.#sink.entry({ name: path, kind, size: kind === 'file' ? size : 0, modifiedAt: mtime });
    entry.on('data', (bytes: Buffer) => {
      last.read += bytes.length;
      if (kind === 'file') this.#sink.data(bytes);
    });
  }

  /** Types that the parser skips: some hold a part of a file's data, the others nothing of interest. */
  #beginOdd(entry: ReadEntry): void {
    this.#current = entry;
    const { type, path, size } = entry;
    this.#last = { name: path, size, read: size };
    if (type === 'SparseFile') this.#failure ??= sparseEntry(path);
    else if (type === 'ContinuationFile') {
      const message = `entry ${quote(path)} begins on another volume of the archive`;
      this.#failure ??= new InputError('SPLIT_ARCHIVE', message);
    } else if (type === 'Unsupported')
      this.#sink.entry({ name: path, kind: 'special', size: 0, modifiedAt: undefined });
  }

  /** GNU tar's newer sparse files look plain to readers that do not know them. */
  #inspectText(text: string): void {
    if (!/^\d+ GNU\.sparse\./m.test(text)) return;
    const name = /^\d+ (?:GNU\.sparse\.name|path)=(.*)$/m.exec(text)?.[1];
    this.#failure ??= sparseEntry(name);
  }

  #explain(error: Error): Error {
    if (this.#last === undefined) return this.#noTar(error);
    const fault = error.message.replace(/^TAR_\w+: /, '');
    return damaged(`entry ${quote(this.#last.name)} is not followed by a valid header (${fault})`, error);
  }

  #noTar(cause?: Error): InputError {
    const message = 'the file does not contain a TAR archive, or its beginning is damaged';
    return new InputError('NOT_AN_ARCHIVE', message, { cause });
  }
}

/** The kind of an entry; undefined for folders. */
function kindOf(type: ReadEntry['type']): TarEntry['kind'] | undefined {
  if (type === 'Directory' || type === 'GNUDumpDir') return undefined;
  if (type === 'File' || type === 'OldFile' || type === 'ContiguousFile') return 'file';
  return type === 'Link' || type === 'SymbolicLink' ? 'link' : 'special';
}

/** Length of the text after a header about the next entry; 0 for other headers. */
function textLength(header: Uint8Array): number {
  // 156 - type flag; 124 - size, in octal digits
  if (!TEXT_TYPES.includes(String.fromCharCode(header[156]!))) return 0;
  const digits = /^[0 ]*([0-7]+)[ \0]*$/.exec(String.fromCharCode(...header.subarray(124, 136)))?.[1];
  return digits === undefined ? 0 : Number.parseInt(digits, 8);
}

function damaged(what: string, cause?: Error): InputError {
  return new InputError('CORRUPT_TAR', `the TAR archive is damaged: ${what}`, { cause });
}

function sparseEntry(name: string | undefined): InputError {
  const subject = name === undefined ? 'an entry' : `entry ${quote(name)}`;
  return new InputError('SPARSE_ENTRY', `${subject} is a sparse file`, { details: { entry: name } });
}
