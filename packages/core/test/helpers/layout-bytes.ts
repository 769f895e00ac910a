import type { ByteSource, Layout } from '../../src/index.ts';

/** A batch as a source: its layout's segments one after the other; the ranges are not held in memory. */
export function layoutSource(layout: Layout, source: ByteSource): ByteSource {
  return {
    size: layout.size,
    async read(target, start) {
      const stop = start + target.length;
      let position = 0;
      for (const segment of layout.segments) {
        const length = segment.kind === 'bytes' ? segment.bytes.length : segment.end - segment.start;
        const from = Math.max(start, position);
        const to = Math.min(stop, position + length);
        if (from < to) {
          const part = target.subarray(from - start, to - start);
          const skipped = from - position;
          if (segment.kind === 'bytes') part.set(segment.bytes.subarray(skipped, skipped + part.length));
          else await source.read(part, segment.start + skipped);
        }
        position += length;
      }
      if (stop > position) throw new RangeError(`the layout's segments have ${position} bytes, not ${stop}`);
    },
  };
}

/** The bytes of a batch, read segment by segment. */
export async function layoutBytes(layout: Layout, source: ByteSource): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.alloc(layout.size);
  await layoutSource(layout, source).read(bytes, 0);
  return bytes;
}
