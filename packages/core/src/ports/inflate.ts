/** Bytes in pieces, such as an async generator gives. */
export type Pieces = AsyncIterable<Uint8Array<ArrayBuffer>>;

/**
 * Inflate unpacks raw deflate data (RFC 1951). What it gives must throw when the data are damaged, end early or go on
 * behind their end, or when `packed` throws. A piece that was given must not change: it is kept.
 */
export type Inflate = (packed: Pieces) => Pieces;

/** The Inflate of every host: the platform's `DecompressionStream`. */
export async function* inflateByStream(packed: Pieces): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const pieces = packed[Symbol.asyncIterator]();
  const input = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const piece = await pieces.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(piece.value);
    },
  });
  const reader = input.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
