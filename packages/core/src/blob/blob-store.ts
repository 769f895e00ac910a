import type { Layout } from '../layout/layout.ts';
import type { BatchStore, ComposeRequest, StagedBatch } from '../ports/batch-store.ts';

/**
 * BlobStore makes batches of slices of the archive's own `Blob`, and keeps them in `files`. No image is read or copied
 * before somebody reads or saves a batch.
 */
export class BlobStore implements BatchStore {
  /** The published batches by key. */
  readonly files = new Map<string, Blob>();
  readonly #archive: Blob;

  /** `archive` must be what the source of the split reads. */
  constructor(archive: Blob) {
    this.#archive = archive;
  }

  async compose({ key, layout, signal, onBytes }: ComposeRequest): Promise<StagedBatch> {
    for (const segment of layout.segments) {
      signal?.throwIfAborted();
      onBytes(segment.kind === 'bytes' ? segment.bytes.length : segment.end - segment.start);
    }
    signal?.throwIfAborted();
    const batch = composeBlob(this.#archive, layout);
    let replaced: Blob | undefined;
    return {
      publish: async () => {
        replaced = this.files.get(key);
        this.files.set(key, batch);
      },
      discard: async () => {
        if (this.files.get(key) !== batch) return;
        if (replaced === undefined) this.files.delete(key);
        else this.files.set(key, replaced);
      },
    };
  }
}

/** A batch as a `Blob` of slices of the archive, composed at once whatever its size. */
export function composeBlob(archive: Blob, layout: Layout): Blob {
  const parts = layout.segments.map((segment) =>
    segment.kind === 'bytes' ? segment.bytes : archive.slice(segment.start, segment.end),
  );
  return new Blob(parts, { type: 'application/zip' });
}
