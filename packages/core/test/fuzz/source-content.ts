import { crc32, inflateRawSync } from 'node:zlib';
import type { ZipIndex } from '../../src/zip/zip-index.ts';

/** The content of an entry of the source, unpacked by hand; undefined where it is damaged. */
export function sourceContent(bytes: Buffer, index: ZipIndex, entry: number): Buffer | undefined {
  const header = index.localHeaderOffset(entry);
  // APPNOTE 4.3.7: 26 - file name length, 28 - extra field length
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const packed = bytes.subarray(start, start + index.compressedSize(entry));
  const size = index.uncompressedSize(entry);
  const content = index.method(entry) === 8 ? inflated(packed, size) : packed;
  return content?.length === size && crc32(content) === index.crc32(entry) ? content : undefined;
}

function inflated(packed: Buffer, size: number): Buffer | undefined {
  try {
    const { buffer, engine } = inflateRawSync(packed, {
      info: true,
      maxOutputLength: Math.max(1, size),
    }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    // Bytes after the end of the stream are damage too.
    return engine.bytesWritten === packed.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}
