import type { ByteSource } from '../../ports/byte-source.ts';

export interface ChunkOptions {
  readonly chunkBytes: number;
  /** Reads in flight while a chunk is used. */
  readonly ahead: number;
  /** Receives the number of bytes yielded so far. */
  readonly onBytes: (done: number) => void;
}

/** Reads all bytes of a source in order, ahead of use. A chunk is valid until the next: buffers are reused. */
export async function* sequentialChunks(
  source: ByteSource,
  { chunkBytes, ahead, onBytes }: ChunkOptions,
): AsyncGenerator<Uint8Array, void> {
  const reads: Promise<Uint8Array>[] = [];
  let position = 0;
  const readNext = (buffer: Uint8Array): void => {
    if (position >= source.size) return;
    const start = position;
    position = Math.min(source.size, start + chunkBytes);
    const chunk = buffer.subarray(0, position - start);
    const read = source.read(chunk, start).then(() => chunk);
    // Awaited later, perhaps after an earlier one has failed.
    read.catch(() => undefined);
    reads.push(read);
  };
  const bufferBytes = Math.min(chunkBytes, source.size);
  for (let i = 0; i <= ahead; i++) readNext(new Uint8Array(bufferBytes));
  let done = 0;
  try {
    for (let read = reads.shift(); read !== undefined; read = reads.shift()) {
      const chunk = await read;
      done += chunk.length;
      onBytes(done);
      yield chunk;
      readNext(new Uint8Array(chunk.buffer));
    }
  } finally {
    // The source must not be closed during a read.
    await Promise.allSettled(reads);
  }
}
