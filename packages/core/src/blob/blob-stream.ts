const CHUNK_BYTES = 256 * 1024;

/** BlobStream reads a `Blob` from some place on, in one go: what is passed over is read, too, and forgotten. */
export class BlobStream {
  readonly #reader: ReadableStreamBYOBReader;
  /** The bytes at hand, and where they start. */
  #chunk: Uint8Array<ArrayBuffer> = new Uint8Array(new ArrayBuffer(CHUNK_BYTES), 0, 0);
  #chunkStart: number;

  private constructor(reader: ReadableStreamBYOBReader, start: number) {
    this.#reader = reader;
    this.#chunkStart = start;
  }

  /** undefined where the host's blobs are no byte streams: those would give every piece a buffer of its own. */
  static open(blob: Blob, start: number): BlobStream | undefined {
    const stream = blob.slice(start, blob.size).stream();
    try {
      return new BlobStream(stream.getReader({ mode: 'byob' }), start);
    } catch {
      void stream.cancel().catch(() => undefined);
      return undefined;
    }
  }

  /** Where the bytes start that can still be read. */
  get position(): number {
    return this.#chunkStart;
  }

  /** Fills `target` with the bytes from `start` on, which is not before `position`. One at a time. */
  async read(target: Uint8Array, start: number): Promise<void> {
    let done = 0;
    while (done < target.length) {
      const from = start + done - this.#chunkStart;
      if (from < this.#chunk.length) {
        const part = this.#chunk.subarray(from, from + target.length - done);
        target.set(part, done);
        done += part.length;
      } else {
        await this.#readChunk();
      }
    }
  }

  /** Gives up what may have been read ahead. */
  cancel(): void {
    void this.#reader.cancel().catch(() => undefined);
  }

  async #readChunk(): Promise<void> {
    const start = this.#chunkStart + this.#chunk.length;
    const { done, value } = await this.#reader.read(new Uint8Array(this.#chunk.buffer));
    if (done) throw new RangeError(`the file ends at ${start}`);
    this.#chunk = value;
    this.#chunkStart = start;
  }
}
