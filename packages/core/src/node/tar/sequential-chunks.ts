import type { ByteSource } from '../../ports/byte-source.ts';

export interface ChunkOptions {
  /** Bytes of a chunk. */
  readonly chunkBytes: number;
  /** Chunks that are being read while one is worked on. */
  readonly ahead: number;
  /** Told how many bytes have been handed out. */
  readonly onBytes: (done: number) => void;
}

/** All bytes of a source, in order, read ahead. */
export async function* sequentialChunks(
  source: ByteSource,
  { chunkBytes, ahead, onBytes }: ChunkOptions,
): AsyncGenerator<Uint8Array, void> {
  const reads: Promise<Uint8Array>[] = [];
  let position = 0;
  const readNext = (): void => {
    if (position >= source.size) return;
    const start = position;
    position = Math.min(source.size, start + chunkBytes);
    const chunk = new Uint8Array(position - start);
    const read = source.read(chunk, start).then(() => chunk);
    // Awaited in its turn, which may come after an earlier one has failed.
    read.catch(() => undefined);
    reads.push(read);
  };
  for (let i = 0; i <= ahead; i++) readNext();
  let done = 0;
  try {
    for (let read = reads.shift(); read !== undefined; read = reads.shift()) {
      const chunk = await read;
      readNext();
      done += chunk.length;
      onBytes(done);
      yield chunk;
    }
  } finally {
    // Nobody may close the source under a read.
    await Promise.allSettled(reads);
  }
}
