import { Parser, type ReadEntry } from 'tar';
import { InputError } from '../../errors.ts';
import { quote } from '../../quote.ts';
import { BLOCK_BYTES, wholeBlocks } from './whole-blocks.ts';

export interface TarEntry {
  readonly name: string;
  /** Bytes of its data, all of which follow. 0 for what is no file. */
  readonly size: number;
  readonly kind: 'file' | 'link' | 'special';
  readonly modifiedAt: Date | undefined;
}

/** TarSink takes what is read, in the order of the archive. */
export interface TarSink {
  entry(entry: TarEntry): void;
  /** Some data of the last entry; the buffer is not the sink's to keep. */
  data(bytes: Uint8Array): void;
  /** Resolves when the sink can take more. */
  settle(): Promise<void>;
}

/**
 * Reads a TAR archive (ustar, GNU and pax) once, as a stream: its files, links and devices, not its folders.
 *
 * @throws InputError NOT_AN_ARCHIVE, CORRUPT_TAR, TRUNCATED_ARCHIVE, SPARSE_ENTRY, SPLIT_ARCHIVE; and whatever `chunks`
 * and the sink throw
 */
export async function readTar(chunks: AsyncIterable<Uint8Array>, sink: TarSink): Promise<void> {
  const reading = new TarReading(sink);
  for await (const blocks of wholeBlocks(chunks)) {
    reading.write(blocks);
    await sink.settle();
  }
  reading.end();
}

/** pax headers, of the next entry, of all and Solaris's; GNU tar's long names, of files, links and old. */
const TEXT_TYPES = 'xgXLKN';
/** More is no name and no set of attributes. */
const MAX_TEXT_BYTES = 1024 * 1024;

class TarReading {
  readonly #sink: TarSink;
  readonly #parser: Parser;
  #current: ReadEntry | undefined;
  /** A header with the text that follows it, as far as it has come. */
  #text: { readonly bytes: Uint8Array; filled: number } | undefined;
  #last: { readonly name: string; readonly size: number; read: number } | undefined;
  #isBehindNullBlock = false;
  #hasEnded = false;
  #failure: Error | undefined;

  constructor(sink: TarSink) {
    this.#sink = sink;
    // Strict: damaged entries are errors, not skipped. What compresses is taken off before, and not looked for inside.
    this.#parser = new Parser({ strict: true, zstd: false, brotli: false });
    this.#parser
      .on('entry', (entry: ReadEntry) => this.#begin(entry))
      .on('ignoredEntry', (entry: ReadEntry) => this.#beginOdd(entry))
      .on('meta', (text: string) => this.#inspectText(text))
      .on('nullBlock', () => {
        this.#isBehindNullBlock = true;
      })
      .on('eof', () => {
        this.#hasEnded = true;
      })
      .on('error', (error: Error) => {
        this.#failure ??= this.#explain(error);
      });
  }

  /**
   * Hands blocks to the parser so that it is known where each of its steps ends: the data of an entry, a header with its text
   * (it would decode the halves of a letter apart), or one header. It keeps to itself where the archive ends.
   */
  write(blocks: Uint8Array): void {
    let position = 0;
    while (position < blocks.length && !this.#hasEnded) {
      const rest = blocks.subarray(position);
      position += this.#text === undefined ? this.#writeStep(rest) : this.#fillText(this.#text, rest);
      if (this.#failure !== undefined) throw this.#failure;
    }
    if (blocks.subarray(position).some((byte) => byte !== 0))
      throw damaged('there are data behind its end, as of two archives pasted together');
  }

  /** Gives how many bytes were taken. */
  #writeStep(rest: Uint8Array): number {
    const dataBytes = this.#current?.blockRemain ?? 0;
    if (dataBytes > 0) return this.#parse(rest.subarray(0, dataBytes));
    const header = rest.subarray(0, BLOCK_BYTES);
    const textBytes = textLength(header);
    if (textBytes === 0) return this.#parse(header);
    if (textBytes > MAX_TEXT_BYTES) throw damaged('a header of more than 1 MiB');
    const textBlocks = Math.ceil(textBytes / BLOCK_BYTES);
    this.#text = { bytes: new Uint8Array((1 + textBlocks) * BLOCK_BYTES), filled: 0 };
    return this.#fillText(this.#text, header);
  }

  #fillText(text: { readonly bytes: Uint8Array; filled: number }, rest: Uint8Array): number {
    const part = rest.subarray(0, text.bytes.length - text.filled);
    text.bytes.set(part, text.filled);
    text.filled += part.length;
    if (text.filled === text.bytes.length) {
      this.#text = undefined;
      this.#parse(text.bytes);
    }
    return part.length;
  }

  #parse(bytes: Uint8Array): number {
    // The parser would unpack it.
    if (this.#last === undefined && isGzip(bytes)) throw this.#noTar();
    this.#parser.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return bytes.length;
  }

  end(): void {
    if (this.#hasEnded) return;
    const last = this.#last;
    if (last === undefined) throw this.#noTar();
    const where =
      last.read < last.size
        ? `after ${last.read} of ${last.size} bytes of entry ${quote(last.name)}`
        : `behind entry ${quote(last.name)}, without the two zero blocks that mark its end`;
    throw new InputError('TRUNCATED_ARCHIVE', `the TAR archive ends ${where}; was the download complete?`, {
      details: { entry: last.name },
    });
  }

  #begin(entry: ReadEntry): void {
    this.#goOn(entry);
    const { path, type, size, mtime } = entry;
    if (!Number.isSafeInteger(size)) {
      this.#failure ??= damaged(`entry ${quote(path)} is said to have ${size} bytes`);
      return;
    }
    const last = { name: path, size, read: 0 };
    this.#last = last;
    const kind = kindOf(type);
    if (kind !== undefined)
      this.#sink.entry({ name: path, kind, size: kind === 'file' ? size : 0, modifiedAt: mtime });
    entry.on('data', (bytes: Buffer) => {
      last.read += bytes.length;
      if (kind === 'file') this.#sink.data(bytes);
    });
  }

  #goOn(entry: ReadEntry): void {
    this.#current = entry;
    // Other readers stop there, and would never see it.
    if (this.#isBehindNullBlock)
      this.#failure ??= damaged(`entry ${quote(entry.path)} lies behind a block of zeros`);
  }

  /** Kinds that the parser leaves out: some hold a part of the data of a file, the others nothing that is looked for. */
  #beginOdd(entry: ReadEntry): void {
    this.#goOn(entry);
    const { type, path, size } = entry;
    this.#last = { name: path, size, read: size };
    if (type === 'SparseFile') this.#failure ??= sparseEntry(path);
    else if (type === 'ContinuationFile')
      this.#failure ??= new InputError(
        'SPLIT_ARCHIVE',
        `entry ${quote(path)} begins on another volume of the archive`,
      );
    else if (type === 'Unsupported')
      this.#sink.entry({ name: path, kind: 'special', size: 0, modifiedAt: undefined });
  }

  /** GNU tar's newer ways to store sparse files look like plain files to readers that do not know them. */
  #inspectText(text: string): void {
    if (!/^\d+ GNU\.sparse\./m.test(text)) return;
    const name = /^\d+ (?:GNU\.sparse\.name|path)=(.*)$/m.exec(text)?.[1];
    this.#failure ??= sparseEntry(name ?? 'without a name');
  }

  #explain(error: Error): Error {
    if (this.#last === undefined) return this.#noTar(error);
    const fault = error.message.replace(/^TAR_\w+: /, '');
    return damaged(`${fault}, behind entry ${quote(this.#last.name)}`, error);
  }

  #noTar(cause?: Error): InputError {
    return new InputError(
      'NOT_AN_ARCHIVE',
      'the archive holds something else than a TAR archive, or its beginning is damaged',
      {
        cause,
      },
    );
  }
}

/** What an entry counts as; folders count as nothing. */
function kindOf(type: ReadEntry['type']): TarEntry['kind'] | undefined {
  if (type === 'Directory' || type === 'GNUDumpDir') return undefined;
  if (type === 'File' || type === 'OldFile' || type === 'ContiguousFile') return 'file';
  return type === 'Link' || type === 'SymbolicLink' ? 'link' : 'special';
}

/** Bytes of the text behind a header that only says something of the next entry; 0 for other headers. */
function textLength(header: Uint8Array): number {
  // 156 - type flag; 124 - size, in octal digits
  if (!TEXT_TYPES.includes(String.fromCharCode(header[156] ?? 0))) return 0;
  const size = String.fromCharCode(...header.subarray(124, 136))
    .replaceAll('\0', ' ')
    .trim();
  return /^[0-7]+$/.test(size) ? Number.parseInt(size, 8) : 0;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function damaged(what: string, cause?: Error): InputError {
  return new InputError('CORRUPT_TAR', `the TAR archive is damaged: ${what}`, { cause });
}

function sparseEntry(name: string): InputError {
  return new InputError(
    'SPARSE_ENTRY',
    `entry ${quote(name)} is stored as a sparse file, which few programs read; pack the archive without --sparse`,
    { details: { entry: name } },
  );
}
