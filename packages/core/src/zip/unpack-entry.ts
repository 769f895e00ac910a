import type { InputError } from '../errors.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import { inflateByStream, type Inflate, type Pieces } from '../ports/inflate.ts';
import { crc32 } from './crc32.ts';
import { readDataStart } from './local-header.ts';
import { entryError, requireFile } from './entry-error.ts';
import { METHOD } from './records.ts';
import type { ZipIndex } from './zip-index.ts';

/** Packed bytes read at a time. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Unpacks one entry piece by piece. Size and CRC-32 must be what the directory says: it throws where they cannot be any
 * more, at the end at the latest. Stop iterating and reading stops too.
 *
 * @throws InputError MANIFEST_TOO_LARGE, MANIFEST_CORRUPT, ENTRY_IS_A_LINK, UNSUPPORTED_METHOD, CORRUPT_ENTRY
 */
export async function* unpackEntry(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  maxBytes: number,
  inflate: Inflate = inflateByStream,
): AsyncGenerator<Uint8Array, void> {
  requireFile(index, entry);
  const size = index.uncompressedSize(entry);
  if (size > maxBytes) {
    const predicate = `unpacks to ${size} bytes, more than the ${maxBytes} allowed`;
    throw entryError('MANIFEST_TOO_LARGE', index, entry, predicate);
  }
  let length = 0;
  let crc = 0;
  for await (const chunk of unpack(source, index, entry, inflate)) {
    length += chunk.length;
    if (length > size) throw corrupt(index, entry, `unpacks to more than the ${size} bytes of the directory`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (length < size)
    throw corrupt(index, entry, `unpacks to ${length} instead of the ${size} bytes of the directory`);
  if (crc !== index.crc32(entry)) throw corrupt(index, entry, 'does not have the CRC-32 of the directory');
}

/** Unpacks the beginning of an entry, at most `maxBytes`, without checking its size and CRC-32. */
export async function unpackEntryHead(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  maxBytes: number,
  inflate: Inflate = inflateByStream,
): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(maxBytes, index.uncompressedSize(entry)));
  let length = 0;
  for await (const chunk of unpack(source, index, entry, inflate)) {
    head.set(chunk.subarray(0, head.length - length), length);
    length = Math.min(head.length, length + chunk.length);
    if (length === head.length) break;
  }
  return head.subarray(0, length);
}

function corrupt(index: ZipIndex, entry: number, predicate: string, cause?: unknown): InputError {
  return entryError('MANIFEST_CORRUPT', index, entry, `${predicate}; the archive is damaged`, cause);
}

async function* unpack(source: ByteSource, index: ZipIndex, entry: number, inflate: Inflate): Pieces {
  const start = await readDataStart(source, index, entry);
  const end = start + index.compressedSize(entry);
  const method = index.method(entry);
  let readFailure: Error | undefined;
  const readChunks = async function* (): Pieces {
    for (let position = start; position < end; position += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position));
      await source.read(chunk, position).catch((failure: unknown) => {
        throw (readFailure = failure as Error);
      });
      yield chunk;
    }
  };
  if (method === METHOD.stored) {
    yield* readChunks();
    return;
  }
  if (method !== METHOD.deflated) {
    const predicate = `is packed with compression method ${method}; only stored and deflated can be read`;
    throw entryError('UNSUPPORTED_METHOD', index, entry, predicate);
  }
  try {
    yield* inflate(readChunks());
  } catch (failure) {
    // What the inflater throws means damaged data; a failure to read them, or an abort, is passed on as it is.
    throw readFailure ?? corrupt(index, entry, 'cannot be decompressed', failure);
  }
}
