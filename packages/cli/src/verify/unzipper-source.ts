import { Readable } from 'node:stream';
import { StoreError, type ByteSource } from '@biospex/batch-core';

const CHUNK_BYTES = 64 * 1024;

/**
 * UnzipperSource lets `Open.custom` of unzipper read a batch from a byte source. unzipper ignores errors of its streams. So
 * when a read fails, the stream ends early, like that of a truncated file, and `explain` reports the cause.
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

  stream(offset: number, length = Infinity): Readable {
    const end = Math.min(offset + length, this.#source.size);
    return Readable.from(this.#chunks(offset, end), { objectMode: false });
  }

  /** Waits for unzipper. Throws StoreError READ_FAILED if bytes could not be read, else the error of unzipper. */
  async explain<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  async *#chunks(start: number, end: number): AsyncGenerator<Uint8Array> {
    // In a damaged batch, offsets may be negative.
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
