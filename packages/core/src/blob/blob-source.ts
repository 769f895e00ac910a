import type { ByteSource } from '../ports/byte-source.ts';
import { BlobStream } from './blob-stream.ts';

interface WaitingRead {
  readonly target: Uint8Array;
  readonly start: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Bytes that are read through to get from one read to the next. In Chromium a read by itself takes about a millisecond,
 * however short it is, in which a stream goes on by some 400 KB: 2,000 reads of 120 bytes, 60 KB apart, took
 * 2.0 to 3.6 s on a busy machine, and a stream of the 120 MB they lie in 0.2 to 0.5 s.
 */
const MAX_GAP_BYTES = 384 * 1024;

/**
 * BlobSource is an archive in a `Blob`, such as the `File` that a page is given. Reads that come at the same time and lie
 * near to each other, or to what was read last, are taken from one stream; others are one read of several slices.
 */
export class BlobSource implements ByteSource {
  readonly size: number;
  readonly #blob: Blob;
  #waiting: WaitingRead[] = [];
  #isReading = false;
  #stream: BlobStream | undefined;

  constructor(blob: Blob) {
    this.#blob = blob;
    this.size = blob.size;
  }

  read(target: Uint8Array, start: number): Promise<void> {
    const end = start + target.length;
    if (start < 0 || end > this.size) {
      const range = `${start} to ${end}`;
      return Promise.reject(new RangeError(`bytes ${range} are not inside the ${this.size} bytes there are`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ target, start, resolve, reject });
      if (!this.#isReading) void this.#readWaiting();
    });
  }

  async #readWaiting(): Promise<void> {
    this.#isReading = true;
    // Whoever reads several ranges at once has asked for all of them by then.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const reads = this.#waiting.sort((a, b) => a.start - b.start);
      this.#waiting = [];
      try {
        await (this.#isScan(reads) ? this.#readFromStream(reads) : this.#readSlices(reads));
        for (const { resolve } of reads) resolve();
      } catch (failure) {
        this.#closeStream();
        for (const { reject } of reads) reject(failure);
      }
      // Those who were answered ask for more before this goes on.
      await Promise.resolve();
    }
    this.#isReading = false;
  }

  /** Whether reads, by their start, follow each other closely, or one what was read last. */
  #isScan(reads: readonly WaitingRead[]): boolean {
    let end = this.#stream?.position ?? (reads.length > 1 ? reads[0]!.start : Number.NEGATIVE_INFINITY);
    if (reads.length > 1 && !isNear(reads[0]!, end)) end = reads[0]!.start;
    return reads.every((read) => {
      const follows = isNear(read, end);
      end = Math.max(end, read.start + read.target.length);
      return follows;
    });
  }

  async #readFromStream(reads: readonly WaitingRead[]): Promise<void> {
    const [first] = reads;
    if (this.#stream === undefined || !isNear(first!, this.#stream.position)) {
      this.#closeStream();
      this.#stream = BlobStream.open(this.#blob, first!.start);
    }
    if (this.#stream === undefined) return this.#readSlices(reads);
    for (const { target, start } of reads) {
      if (start >= this.#stream.position) await this.#stream.read(target, start);
      // It overlaps the one before it.
      else await this.#readSlices([{ target, start }]);
    }
  }

  async #readSlices(reads: readonly Pick<WaitingRead, 'target' | 'start'>[]): Promise<void> {
    const slices = reads.map(({ target, start }) => this.#blob.slice(start, start + target.length));
    const bytes = new Uint8Array(await (slices.length === 1 ? slices[0]! : new Blob(slices)).arrayBuffer());
    let position = 0;
    for (const { target } of reads) target.set(bytes.subarray(position, (position += target.length)));
  }

  #closeStream(): void {
    this.#stream?.cancel();
    this.#stream = undefined;
  }
}

function isNear({ start }: WaitingRead, end: number): boolean {
  return start >= end - MAX_GAP_BYTES && start <= end + MAX_GAP_BYTES;
}
