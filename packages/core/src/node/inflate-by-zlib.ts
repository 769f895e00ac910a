import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { Pieces } from '../ports/inflate.ts';

/** Size of an unpacked piece. Each is a trip to the thread pool and back; `DecompressionStream` goes by 16 KiB. */
const PIECE_BYTES = 256 * 1024;

/** An `Inflate` by Node's zlib: unpacks in the thread pool while the manifest is parsed. */
export async function* inflateByZlib(packed: Pieces): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let packedBytes = 0;
  const count = async function* (): Pieces {
    for await (const piece of packed) {
      packedBytes += piece.length;
      yield piece;
    }
  };
  const inflater = createInflateRaw({ chunkSize: PIECE_BYTES });
  // Its errors arrive at whoever iterates the inflater.
  pipeline(Readable.from(count()), inflater, () => undefined);
  yield* inflater as Pieces;
  if (inflater.bytesWritten < packedBytes) throw new Error('the deflated data go on behind their end');
}
