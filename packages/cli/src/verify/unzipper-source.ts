import { Readable } from 'node:stream';
import { StoreError, type ByteSource } from '@biospex/batch-core';

const CHUNK_BYTES = 64 * 1024;

/** What `Open.custom` of unzipper reads a ZIP from. */
export interface UnzipperSource {
  size(): Promise<number>;
  stream(offset: number, length?: number): Readable;
  /** Waits for unzipper. Throws StoreError READ_FAILED if bytes could not be read, else the error of unzipper. */
  explain<T>(work: Promise<T>): Promise<T>;
}

/**
 * Lets unzipper read a batch from a byte source. unzipper ignores errors of its streams. So when a read fails, the stream ends
 * early, like that of a truncated file, and `explain` reports the cause.
 */
export function unzipperSource(file: string, source: ByteSource, signal: AbortSignal): UnzipperSource {
  let failure: StoreError | undefined;
  async function* chunks(start: number, end: number): AsyncGenerator<Uint8Array> {
    // In a damaged batch, offsets may be negative.
    if (start < 0) return;
    for (let position = start; position < end; position += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position));
      try {
        await source.read(chunk, position, signal);
      } catch (cause) {
        const message = `batch ${file} cannot be read: ${(cause as Error).message}`;
        failure ??= new StoreError('READ_FAILED', message, { cause });
        return;
      }
      yield chunk;
    }
  }
  return {
    size: () => Promise.resolve(source.size),
    stream: (offset, length = Infinity) =>
      Readable.from(chunks(offset, Math.min(offset + length, source.size)), { objectMode: false }),
    explain: (work) =>
      work.catch((error: unknown) => {
        throw failure ?? error;
      }),
  };
}
