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

class TarReading {
  readonly #sink: TarSink;
  readonly #parser: Parser;
  #last: { readonly name: string; readonly size: number; read: number } | undefined;
  #hasEnded = false;
  #wasNullBlock = false;
  /** Where, in the blocks that are being written, the last data end that were handed out. */
  #dataEnd = 0;
  #blocks: Uint8Array = new Uint8Array(0);
  #failure: Error | undefined;

  constructor(sink: TarSink) {
    this.#sink = sink;
    // Strict: damaged entries are errors, not skipped. What compresses is taken off before, and not looked for inside.
    this.#parser = new Parser({ strict: true, zstd: false, brotli: false });
    this.#parser
      .on('entry', (entry) => this.#begin(entry))
      .on('ignoredEntry', (entry) => this.#beginOdd(entry))
      .on('meta', (text: string) => this.#inspectMeta(text))
      .on('nullBlock', () => {
        this.#wasNullBlock = true;
      })
      .on('eof', () => {
        this.#hasEnded = true;
      })
      .on('error', (error: Error) => {
        this.#failure ??= this.#explain(error);
      });
  }

  write(blocks: Uint8Array): void {
    if (this.#hasEnded) this.#expectZeros(blocks);
    else {
      const beganBehindNullBlock = this.#wasNullBlock;
      this.#blocks = blocks;
      this.#dataEnd = 0;
      this.#parser.write(Buffer.from(blocks.buffer, blocks.byteOffset, blocks.byteLength));
      if (this.#hasEnded) this.#expectZeros(blocks.subarray(this.#findEnd(blocks, beganBehindNullBlock)));
    }
    if (this.#failure !== undefined) throw this.#failure;
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
    this.#wasNullBlock = false;
    entry.resume();
    const { path, type, size, mtime } = entry;
    if (type === 'Directory' || type === 'GNUDumpDir') return;
    const isFile = type === 'File' || type === 'OldFile' || type === 'ContiguousFile';
    const kind = isFile ? 'file' : type === 'Link' || type === 'SymbolicLink' ? 'link' : 'special';
    const last = { name: path, size, read: 0 };
    this.#last = last;
    this.#sink.entry({ name: path, kind, size: isFile ? size : 0, modifiedAt: mtime });
    entry.on('data', (bytes: Buffer) => {
      last.read += bytes.length;
      this.#dataEnd = bytes.byteOffset + bytes.length - this.#blocks.byteOffset;
      if (isFile) this.#sink.data(bytes);
    });
  }

  /** Kinds that the parser leaves out: some hold a part of the data of a file, the others nothing that is looked for. */
  #beginOdd(entry: ReadEntry): void {
    this.#wasNullBlock = false;
    const { type, path, meta } = entry;
    if (type === 'SparseFile') this.#failure ??= sparseEntry(path);
    else if (type === 'ContinuationFile')
      this.#failure ??= new InputError(
        'SPLIT_ARCHIVE',
        `entry ${quote(path)} begins on another volume of the archive`,
      );
    else if (meta) this.#failure ??= damaged('a header of more than 1 MiB');
    else if (type === 'Unsupported')
      this.#sink.entry({ name: path, kind: 'special', size: 0, modifiedAt: undefined });
  }

  /** GNU tar's newer ways to store sparse files look like plain files to readers that do not know them. */
  #inspectMeta(text: string): void {
    this.#wasNullBlock = false;
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
    return new InputError('NOT_AN_ARCHIVE', 'what is unpacked of the archive is not a TAR archive', {
      cause,
    });
  }

  /**
   * Where the second of the two zero blocks ends that mark the archive's end: the parser keeps that to itself. Behind the
   * last data there are only headers before them, and no header is all zeros.
   */
  #findEnd(blocks: Uint8Array, beganBehindNullBlock: boolean): number {
    let position = Math.ceil(this.#dataEnd / BLOCK_BYTES) * BLOCK_BYTES;
    let nullBlocks = beganBehindNullBlock && position === 0 ? 1 : 0;
    while (nullBlocks < 2 && position < blocks.length) {
      nullBlocks = isZero(blocks.subarray(position, position + BLOCK_BYTES)) ? nullBlocks + 1 : 0;
      position += BLOCK_BYTES;
    }
    return position;
  }

  #expectZeros(blocks: Uint8Array): void {
    if (!isZero(blocks))
      this.#failure ??= damaged('there are data behind its end, as of two archives pasted together');
  }
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
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
