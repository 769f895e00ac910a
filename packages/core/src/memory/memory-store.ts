import type { BatchStore, ComposeRequest, StagedBatch } from '../ports/batch-store.ts';
import { segmentLength } from '../ports/layout.ts';

/** MemoryStore keeps batches in `files`, for tests and small archives. */
export class MemoryStore implements BatchStore {
  /** The published batches by key. */
  readonly files = new Map<string, Uint8Array>();

  async compose({ key, layout, source, signal, onBytes }: ComposeRequest): Promise<StagedBatch> {
    const batch = new Uint8Array(layout.size);
    let position = 0;
    for (const segment of layout.segments) {
      signal?.throwIfAborted();
      const length = segmentLength(segment);
      const target = batch.subarray(position, position + length);
      if (segment.kind === 'bytes') target.set(segment.bytes);
      else await source.read(target, segment.start, signal);
      position += length;
      onBytes(length);
    }
    return {
      publish: async () => {
        this.files.set(key, batch);
      },
      discard: async () => {
        if (this.files.get(key) === batch) this.files.delete(key);
      },
    };
  }
}
