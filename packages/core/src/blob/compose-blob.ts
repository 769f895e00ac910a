import type { Layout } from '../ports/layout.ts';

/** A batch as a `Blob` of slices of the archive, made at once: images are only read when it is saved. */
export function composeBlob(archive: Blob, layout: Layout): Blob {
  const parts = layout.segments.map((segment) =>
    segment.kind === 'bytes' ? segment.bytes : archive.slice(segment.start, segment.end),
  );
  return new Blob(parts, { type: 'application/zip' });
}
