import type { ComposeRequest } from '@biospex/batch-core';
import { lengthOf } from '../parts/part.ts';

const CHUNK_BYTES = 1024 * 1024;

/** The bytes of a layout, in chunks of 1 MiB, each a buffer of its own. */
export async function* layoutChunks({
  layout,
  source,
  signal,
  onBytes,
}: Pick<ComposeRequest, 'layout' | 'source' | 'signal' | 'onBytes'>): AsyncGenerator<Uint8Array, void> {
  let left = layout.size;
  let chunk = new Uint8Array(Math.min(CHUNK_BYTES, left));
  let filled = 0;
  for (const segment of layout.segments) {
    const length = lengthOf(segment);
    for (let done = 0; done < length;) {
      signal?.throwIfAborted();
      const target = chunk.subarray(filled, filled + length - done);
      if (segment.kind === 'bytes') target.set(segment.bytes.subarray(done, done + target.length));
      else await source.read(target, segment.start + done, signal);
      done += target.length;
      filled += target.length;
      if (filled < chunk.length) continue;
      onBytes(filled);
      yield chunk;
      left -= filled;
      chunk = new Uint8Array(Math.min(CHUNK_BYTES, left));
      filled = 0;
    }
  }
}
