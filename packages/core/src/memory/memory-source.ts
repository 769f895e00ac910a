import type { ByteSource } from '../ports/byte-source.ts';

/** MemorySource is an archive held in memory. */
export class MemorySource implements ByteSource {
  readonly size: number;
  readonly #bytes: Uint8Array;

  /** Keeps `bytes` without copying them: they must not change. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  async read(target: Uint8Array, start: number): Promise<void> {
    const end = start + target.length;
    if (start < 0 || end > this.size)
      throw new RangeError(`bytes ${start} to ${end} are outside the archive of ${this.size} bytes`);
    target.set(this.#bytes.subarray(start, end));
  }
}
