import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { ByteSource, Plan } from '@biospex/batch-core';

const inflate = promisify(inflateRaw);

const LOCAL_HEADER_BYTES = 30;

/**
 * Unpacks an entry of the source archive into memory with Node's zlib.
 *
 * @throws what `source.read` throws; Error for data that are damaged
 */
export async function readSourceEntry(
  source: ByteSource,
  index: Plan['contents']['index'],
  entry: number,
): Promise<Buffer> {
  const start = index.localHeaderOffset(entry);
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  await readInside(source, header, start);
  // 26 - file name length, 28 - extra field length (APPNOTE 4.3.7)
  const dataStart = start + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const data = Buffer.alloc(index.compressedSize(entry));
  await readInside(source, data, dataStart);
  if (index.method(entry) === 0) return data;
  return inflate(data, { maxOutputLength: Math.max(1, index.uncompressedSize(entry)) });
}

async function readInside(source: ByteSource, target: Buffer, start: number): Promise<void> {
  if (start + target.length > source.size) throw new Error('it ends behind the archive');
  await source.read(target, start);
}
