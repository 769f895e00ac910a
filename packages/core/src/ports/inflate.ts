/** Bytes in pieces, such as an async generator yields. */
export type Pieces = AsyncIterable<Uint8Array<ArrayBuffer>>;

/**
 * Inflate decompresses raw deflate data (RFC 1951). It must throw if the data is damaged, ends early or continues after
 * its end, or if `packed` throws. A piece that it yielded must not change: it is kept.
 */
export type Inflate = (packed: Pieces) => Pieces;

/** The default Inflate, which runs everywhere: the platform's `DecompressionStream`. */
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
