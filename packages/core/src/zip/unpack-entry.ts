import type { InputError, InputErrorCode } from '../errors.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import { inflateByStream, type Inflate, type Pieces } from '../ports/inflate.ts';
import { crc32 } from './crc32.ts';
import { readDataStart } from './local-header.ts';
import { entryError, requireFile } from './entry-error.ts';
import { METHOD } from './records.ts';
import type { ZipIndex } from './zip-index.ts';

/** Packed bytes read at a time. */
const CHUNK_BYTES = 1024 * 1024;

export interface UnpackOptions {
  /** The code of damaged data. @default MANIFEST_CORRUPT */
  readonly damage?: InputErrorCode;
  /** @default inflateByStream */
  readonly inflate?: Inflate | undefined;
}

/**
 * Unpacks one entry piece by piece. Size and CRC-32 must be what the directory says: it throws where they cannot be any
 * more, at the end at the latest. Stop iterating and reading stops too.
 *
 * @throws InputError ENTRY_IS_A_LINK, UNSUPPORTED_METHOD, CORRUPT_ENTRY, and `damage`
 */
export async function* unpackEntry(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  { damage = 'MANIFEST_CORRUPT', inflate = inflateByStream }: UnpackOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const corrupt = faultOf(damage, index, entry);
  requireFile(index, entry);
  const size = index.uncompressedSize(entry);
  let length = 0;
  let crc = 0;
  for await (const chunk of unpack(source, index, entry, { inflate, corrupt })) {
    length += chunk.length;
    if (length > size) throw corrupt(`unpacks to more than the ${size} bytes of the directory`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (length < size) throw corrupt(`unpacks to ${length} instead of the ${size} bytes of the directory`);
  if (crc !== index.crc32(entry)) throw corrupt('does not have the CRC-32 of the directory');
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
  const corrupt = faultOf('MANIFEST_CORRUPT', index, entry);
  for await (const chunk of unpack(source, index, entry, { inflate, corrupt })) {
    head.set(chunk.subarray(0, head.length - length), length);
    length = Math.min(head.length, length + chunk.length);
    if (length === head.length) break;
  }
  return head.subarray(0, length);
}

type Fault = (predicate: string, cause?: unknown) => InputError;

function faultOf(code: InputErrorCode, index: ZipIndex, entry: number): Fault {
  return (predicate, cause) => entryError(code, index, entry, `${predicate}; the archive is damaged`, cause);
}

async function* unpack(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  { inflate, corrupt }: { readonly inflate: Inflate; readonly corrupt: Fault },
): Pieces {
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
    throw readFailure ?? corrupt('cannot be decompressed', failure);
  }
}
