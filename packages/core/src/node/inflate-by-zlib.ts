import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { Pieces } from '../ports/inflate.ts';

/** Size of an unpacked piece. Each takes a trip to the thread pool; `DecompressionStream` uses 16 KiB. */
const PIECE_BYTES = 256 * 1024;

/** An `Inflate` that uses Node's zlib: it unpacks in the thread pool while the manifest is parsed. */
export async function* inflateByZlib(packed: Pieces): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let packedBytes = 0;
  const count = async function* (): Pieces {
    for await (const piece of packed) {
      packedBytes += piece.length;
      yield piece;
    }
  };
  const inflater = createInflateRaw({ chunkSize: PIECE_BYTES });
  // Its errors reach the iteration below.
  pipeline(Readable.from(count()), inflater, () => undefined);
  yield* inflater as Pieces;
  if (inflater.bytesWritten < packedBytes) throw new Error('data follows the end of the deflate stream');
}
