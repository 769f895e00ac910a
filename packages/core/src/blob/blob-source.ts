import type { ByteSource } from '../ports/byte-source.ts';

/** BlobSource is an archive in a `Blob`, such as a `File` that a page is given. */
export class BlobSource implements ByteSource {
  readonly size: number;
  readonly #blob: Blob;

  constructor(blob: Blob) {
    this.#blob = blob;
    this.size = blob.size;
  }

  async read(target: Uint8Array, start: number): Promise<void> {
    const end = start + target.length;
    if (start < 0 || end > this.size)
      throw new RangeError(`bytes ${start} to ${end} are outside the archive of ${this.size} bytes`);
    target.set(new Uint8Array(await this.#blob.slice(start, end).arrayBuffer()));
  }
}
