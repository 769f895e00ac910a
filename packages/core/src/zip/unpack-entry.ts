import type { InputError, InputErrorCode } from '../errors.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import { inflateByStream, type Inflate, type Pieces } from '../ports/inflate.ts';
import { crc32 } from './crc32.ts';
import { readDataStart } from './local-header.ts';
import { entryError, requireFile, requireKnownMethod } from './entry-error.ts';
import { METHOD } from './records.ts';
import type { ZipIndex } from './zip-index.ts';

/** Compressed bytes per read. */
const CHUNK_BYTES = 1024 * 1024;

export interface UnpackOptions {
  /** Error code for damaged data. @default MANIFEST_CORRUPT */
  readonly damage?: InputErrorCode;
  /** @default inflateByStream */
  readonly inflate?: Inflate | undefined;
}

/**
 * Unpacks one entry piece by piece. Throws, at the end at the latest, if size or CRC-32 differ from the directory.
 * Reading stops with the iteration.
 *
 * @throws InputError ENTRY_IS_A_LINK, ENTRY_IS_NO_FILE, UNSUPPORTED_METHOD, CORRUPT_ENTRY, and `damage`
 */
export async function* unpackEntry(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  { damage = 'MANIFEST_CORRUPT', inflate = inflateByStream }: UnpackOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const corrupt = (predicate: string): InputError => entryError(damage, index, entry, predicate);
  requireFile(index, entry);
  const size = index.uncompressedSize(entry);
  let length = 0;
  let crc = 0;
  for await (const chunk of unpack(source, index, entry, { inflate, damage })) {
    length += chunk.length;
    if (length > size) throw corrupt(`unpacks to more than its recorded size of ${size} bytes`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (length < size) throw corrupt(`unpacks to ${length} bytes, not its recorded size of ${size}`);
  if (crc !== index.crc32(entry)) throw corrupt('does not match its recorded CRC-32');
}

/** Unpacks the first `maxBytes` of an entry at most. Size and CRC-32 are not checked. */
export async function unpackEntryHead(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  maxBytes: number,
  inflate: Inflate = inflateByStream,
): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(maxBytes, index.uncompressedSize(entry)));
  let length = 0;
  for await (const chunk of unpack(source, index, entry, { inflate, damage: 'MANIFEST_CORRUPT' })) {
    head.set(chunk.subarray(0, head.length - length), length);
    length = Math.min(head.length, length + chunk.length);
    if (length === head.length) break;
  }
  return head.subarray(0, length);
}

async function* unpack(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  { inflate, damage }: { readonly inflate: Inflate; readonly damage: InputErrorCode },
): Pieces {
  const start = await readDataStart(source, index, entry);
  const end = start + index.compressedSize(entry);
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
  requireKnownMethod(index, entry);
  if (index.method(entry) === METHOD.stored) {
    yield* readChunks();
    return;
  }
  try {
    yield* inflate(readChunks());
  } catch (failure) {
    // The inflater's own errors mean damaged data; a failed read or an abort is passed on.
    throw readFailure ?? entryError(damage, index, entry, 'cannot be decompressed', failure);
  }
}
