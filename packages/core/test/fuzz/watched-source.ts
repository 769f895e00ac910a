import type { ByteSource } from '../../src/index.ts';

/** Reads of a case beyond these show that the engine runs in circles. */
const MAX_READS = 100_000;
const MAX_BYTES_PER_ARCHIVE_BYTE = 64;

/** WatchedSource is an archive in memory that counts what is read, and records forbidden reads. */
export class WatchedSource implements ByteSource {
  readonly size: number;
  /** What was wrong with reads: out of bounds, or too many. */
  readonly problems: string[] = [];
  readonly #bytes: Uint8Array;
  #reads = 0;
  #bytesRead = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  async read(target: Uint8Array, start: number): Promise<void> {
    this.#reads++;
    this.#bytesRead += target.length;
    const end = start + target.length;
    if (!Number.isSafeInteger(start) || start < 0 || end > this.size) {
      throw this.#problem(`read bytes ${start} to ${end} of ${this.size}`);
    }
    if (this.#reads > MAX_READS) throw this.#problem(`read more than ${MAX_READS} times`);
    if (this.#bytesRead > MAX_BYTES_PER_ARCHIVE_BYTE * this.size) {
      throw this.#problem(
        `read more than ${MAX_BYTES_PER_ARCHIVE_BYTE} times the ${this.size} bytes of the archive`,
      );
    }
    target.set(this.#bytes.subarray(start, end));
  }

  #problem(message: string): Error {
    this.problems.push(message);
    return new Error(message);
  }
}
