/** Unpacks raw deflate data; undefined beyond `maxBytes`. Rejects if the data is damaged. */
export async function inflateBlob(packed: Blob, maxBytes: number): Promise<Blob | undefined> {
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: BlobPart[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    parts.push(value);
  }
}
