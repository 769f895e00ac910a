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
    target.set(this.#bytes.subarray(start, start + target.length));
    return Promise.resolve();
  }
}
