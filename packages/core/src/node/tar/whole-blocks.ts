/** Size of a tar block (POSIX pax, ustar interchange format). */
export const BLOCK_BYTES = 512;

/**
 * Cuts chunks so that none ends inside a block, but the last of all where the data do. A parser that gets whole blocks need
 * not put any together, and sees a header's text in one piece.
 */
export async function* wholeBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const pending = new Uint8Array(BLOCK_BYTES);
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    if (pendingBytes > 0) {
      start = Math.min(BLOCK_BYTES - pendingBytes, chunk.length);
      pending.set(chunk.subarray(0, start), pendingBytes);
      pendingBytes += start;
      if (pendingBytes < BLOCK_BYTES) continue;
      yield pending.slice();
    }
    const end = chunk.length - ((chunk.length - start) % BLOCK_BYTES);
    if (end > start) yield chunk.subarray(start, end);
    pending.set(chunk.subarray(end));
    pendingBytes = chunk.length - end;
  }
  if (pendingBytes > 0) yield pending.subarray(0, pendingBytes);
}
