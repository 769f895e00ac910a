import type { ByteSource } from '../../ports/byte-source.ts';

export interface ChunkOptions {
  /** Bytes of a chunk. */
  readonly chunkBytes: number;
  /** Chunks that are being read while one is worked on. */
  readonly ahead: number;
  /** Called with how many bytes have been handed out. */
  readonly onBytes: (done: number) => void;
}

/** All bytes of a source, in order, read ahead. A chunk is good until the next is asked for: its buffer is used again. */
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
    // Awaited in its turn, which may come after an earlier one has failed.
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
    // Nobody may close the source under a read.
    await Promise.allSettled(reads);
  }
}
