import { Readable } from 'node:stream';
import { StoreError, type ByteSource } from '@biospex/batch-core';

const CHUNK_BYTES = 64 * 1024;

/**
 * UnzipperSource lets unzipper read a batch from a byte source. unzipper does not listen for what its streams fail with, so
 * none does: it ends early, like that of a file that is cut short, and `explain` tells the two apart.
 */
export class UnzipperSource {
  readonly #file: string;
  readonly #source: ByteSource;
  readonly #signal: AbortSignal;
  #failure: StoreError | undefined;

  constructor(file: string, source: ByteSource, signal: AbortSignal) {
    this.#file = file;
    this.#source = source;
    this.#signal = signal;
  }

  size(): Promise<number> {
    return Promise.resolve(this.#source.size);
  }

  /** At most so many bytes from `offset` on, all that there are where it is not said. */
  stream(offset: number, length = Infinity): Readable {
    const end = Math.min(offset + length, this.#source.size);
    return Readable.from(this.#chunks(offset, end), { objectMode: false });
  }

  /** Waits for unzipper. Where bytes could not be read, it fails with that: StoreError READ_FAILED. */
  async explain<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  async *#chunks(start: number, end: number): AsyncGenerator<Uint8Array> {
    // A damaged batch may send its reader to before its beginning.
    if (start < 0) return;
    for (let position = start; position < end; position += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position));
      try {
        await this.#source.read(chunk, position, this.#signal);
      } catch (cause) {
        const message = `batch ${this.#file} cannot be read: ${(cause as Error).message}`;
        this.#failure ??= new StoreError('READ_FAILED', message, { cause });
        return;
      }
      yield chunk;
    }
  }
}
