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
/** Deflate cannot pack better than 1032:1: a higher ratio in the directory is a lie. */
const MAX_DEFLATE_RATIO = 1032;

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
  checkSize(index, entry, size, maxBytes);
  let length = 0;
  let crc = 0;
  for await (const chunk of unpack(source, index, entry, inflate)) {
    length += chunk.length;
    if (length > size) throw corrupt(index, entry, `unpacks to more than the ${size} bytes`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (length < size) throw corrupt(index, entry, `unpacks to ${length} instead of the ${size} bytes`);
  if (crc !== index.crc32(entry)) throw corrupt(index, entry, 'does not have the CRC-32');
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

function checkSize(index: ZipIndex, entry: number, size: number, maxBytes: number): void {
  if (size > maxBytes) {
    throw entryError(
      'MANIFEST_TOO_LARGE',
      index,
      entry,
      `unpacks to ${size} bytes, more than the ${maxBytes} allowed`,
    );
  }
  const packedSize = index.compressedSize(entry);
  if (index.method(entry) === METHOD.deflated && size > (packedSize + 1) * MAX_DEFLATE_RATIO) {
    throw corrupt(index, entry, `cannot unpack from ${packedSize} bytes to the ${size}`);
  }
}

function corrupt(index: ZipIndex, entry: number, predicate: string, cause?: unknown): InputError {
  return entryError(
    'MANIFEST_CORRUPT',
    index,
    entry,
    `${predicate} that the archive gives for it; the archive is damaged`,
    cause,
  );
}

async function* unpack(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  inflate: Inflate,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const dataStart = await readDataStart(source, index, entry);
  const packed = readChunks(source, dataStart, dataStart + index.compressedSize(entry));
  const method = index.method(entry);
  if (method === METHOD.stored) {
    yield* packed;
  } else if (method === METHOD.deflated) {
    yield* inflateEntry(packed, index, entry, inflate);
  } else {
    throw entryError(
      'UNSUPPORTED_METHOD',
      index,
      entry,
      `is packed with compression method ${method}; only stored and deflated can be read`,
    );
  }
}

async function* readChunks(
  source: ByteSource,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let position = start; position < end; position += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position));
    await source.read(chunk, position);
    yield chunk;
  }
}

/** What the inflater throws means damaged data; a failure to read them, or an abort, is passed on as it is. */
async function* inflateEntry(
  packed: Pieces,
  index: ZipIndex,
  entry: number,
  inflate: Inflate,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let readFailure: Error | undefined;
  const watched = async function* (): Pieces {
    try {
      yield* packed;
    } catch (failure) {
      readFailure = failure as Error;
      throw failure;
    }
  };
  try {
    yield* inflate(watched());
  } catch (failure) {
    throw readFailure ?? corrupt(index, entry, 'does not unpack to the bytes', failure);
  }
}
