import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import unzipper, { type CentralDirectory } from 'unzipper';
import type { ByteSource, Layout } from '../../src/index.ts';
import { layoutSource } from './layout-bytes.ts';
import type { BuiltSparseZip } from './sparse-zip.ts';

/** Opens a batch with unzipper that is not held in memory. */
export function openWithUnzipper(layout: Layout, source: ByteSource): Promise<CentralDirectory> {
  const batch = layoutSource(layout, source);
  return unzipper.Open.custom({
    size: () => Promise.resolve(batch.size),
    stream: (offset, length) =>
      Readable.from(chunks(batch, offset, Math.min(length || Infinity, batch.size - offset))),
  });
}

async function* chunks(source: ByteSource, offset: number, length: number): AsyncGenerator<Buffer> {
  for (let position = offset; position < offset + length; position += 65_536) {
    const chunk = Buffer.alloc(Math.min(65_536, offset + length - position));
    await source.read(chunk, position);
    yield chunk;
  }
}

/** Writes a batch of a sparse ZIP to a file, with zeros for bytes that are not held: they take no room on most file systems. */
export async function writeSparseBatch(
  path: string,
  layout: Layout,
  { pieces }: BuiltSparseZip,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.truncate(layout.size);
    let position = 0;
    for (const segment of layout.segments) {
      if (segment.kind === 'bytes') {
        await file.write(segment.bytes, 0, segment.bytes.length, position);
        position += segment.bytes.length;
        continue;
      }
      for (const { offset, bytes } of pieces) {
        const from = Math.max(segment.start, offset);
        const to = Math.min(segment.end, offset + bytes.length);
        if (from < to) await file.write(bytes, from - offset, to - from, position + from - segment.start);
      }
      position += segment.end - segment.start;
    }
  } finally {
    await file.close();
  }
}
