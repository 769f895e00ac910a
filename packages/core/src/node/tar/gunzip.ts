import { createGunzip, type Gunzip } from 'node:zlib';
import { BatchError, InputError, messageOf } from '../../errors.ts';

/** Each piece takes a trip to the thread pool. */
const PIECE_BYTES = 256 * 1024;

/** JPEGs hardly shrink, and a manifest to a tenth. An archive that unpacks to more is meant to fill disks. */
const MAX_RATIO = 100;
/** Up to this size any ratio is harmless: a small export may be mostly manifest. */
const RATIO_FREE_BYTES = 256 * 1024 * 1024;

/**
 * Unpacks gzip data of one or more members in the thread pool. A chunk of `packed`, and a yielded piece, are valid
 * until the next: their memory is reused.
 *
 * @throws InputError TRUNCATED_ARCHIVE, CORRUPT_GZIP, DECOMPRESSION_BOMB; and whatever `packed` throws
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const inflater = createGunzip({ chunkSize: PIECE_BYTES });
  const feeding = feed(packed, inflater);
  let unpackedBytes = 0;
  try {
    for await (const piece of inflater as AsyncIterable<Uint8Array>) {
      unpackedBytes += piece.length;
      checkRatio(unpackedBytes, inflater.bytesWritten);
      yield piece;
      freeAtOnce(piece);
    }
  } catch (error) {
    throw gzipError(error);
  } finally {
    inflater.destroy();
    await feeding;
  }
}

/**
 * Frees the memory of a used piece at once. Waiting for garbage collection makes unpacking half as long again. A buffer
 * that is not full is left: the inflater still adds to it. Node 20 cannot do it.
 */
function freeAtOnce({ buffer, byteOffset, length }: Uint8Array): void {
  const isFull = buffer.byteLength === PIECE_BYTES && byteOffset + length === PIECE_BYTES;
  if (isFull) (buffer as { transfer?: (bytes: number) => unknown }).transfer?.(0);
}

/** Writes the chunks one at a time. Errors reach the reader of the inflater. */
async function feed(packed: AsyncIterable<Uint8Array>, inflater: Gunzip): Promise<void> {
  // A pending write is never answered if the inflater ends, or finds all it wants before the end.
  const closed = new Promise<void>((resolve) => inflater.once('close', resolve));
  try {
    for await (const chunk of packed) {
      const taken = new Promise<void>((resolve) => inflater.write(chunk, () => resolve()));
      await Promise.race([taken, closed]);
      if (inflater.closed) return;
    }
    inflater.end();
  } catch (error) {
    inflater.destroy(error as Error);
  }
}

function checkRatio(unpackedBytes: number, packedBytes: number): void {
  if (unpackedBytes <= RATIO_FREE_BYTES || unpackedBytes <= MAX_RATIO * packedBytes) return;
  const message = `the archive unpacks to more than ${MAX_RATIO} times its size`;
  throw new InputError('DECOMPRESSION_BOMB', message, { details: { unpackedBytes, packedBytes } });
}

function gzipError(error: unknown): unknown {
  if (error instanceof BatchError) return error;
  // An abort's DOMException has a number as code.
  const code = String((error as { code?: unknown }).code);
  if (!code.startsWith('Z_')) return error;
  if (code !== 'Z_BUF_ERROR')
    return new InputError('CORRUPT_GZIP', `the gzip data is damaged: ${messageOf(error)}`, { cause: error });
  return new InputError('TRUNCATED_ARCHIVE', 'the gzip data ends too early', { cause: error });
}
