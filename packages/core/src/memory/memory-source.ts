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

  read(target: Uint8Array, start: number): Promise<void> {
    if (start < 0 || start + target.length > this.size) {
      const range = `${start} to ${start + target.length}`;
      return Promise.reject(new RangeError(`bytes ${range} are not inside the ${this.size} bytes there are`));
    }
    target.set(this.#bytes.subarray(start, start + target.length));
    return Promise.resolve();
  }
}
