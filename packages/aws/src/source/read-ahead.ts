/** Reads the bytes of `target` from `start` on. */
export type Fetch = (target: Uint8Array, start: number, signal?: AbortSignal) => Promise<void>;

interface Block {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly filled: Promise<void>;
}

/** Takes less time to arrive than its request takes to begin, so that a smaller block would gain nothing. */
const FIRST_BLOCK_BYTES = 64 * 1024;
const MAX_BLOCK_BYTES = 8 * 1024 * 1024;
const GROWTH = 4;
/** Enough for a reader that alternates between two places. */
const KEPT_BLOCKS = 2;

/**
 * ReadAhead serves small reads from blocks that it fetches whole. The first block at a place is small. Blocks grow while reads
 * follow each other, so that a manifest takes a few requests, not thousands.
 */
export class ReadAhead {
  readonly #fetch: Fetch;
  readonly #size: number;
  /** The end of the source, always kept: it holds the end records, and a small archive's directory. */
  #tail: Block | undefined;
  #recent: Block[] = [];

  constructor(fetch: Fetch, size: number) {
    this.#fetch = fetch;
    this.#size = size;
  }

  /** Fetches the last `length` bytes and keeps them. */
  async keepTail(length: number, signal?: AbortSignal): Promise<void> {
    const tail = this.#start(Math.max(0, this.#size - length), this.#size, signal);
    await tail.filled;
    this.#tail = tail;
  }

  async read(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void> {
    const end = start + target.length;
    let position = start;
    while (position < end) {
      signal?.throwIfAborted();
      const known = this.#blockWith(position);
      const block = known ?? this.#open(position, end, signal);
      const stop = Math.min(end, block.end);
      const part = target.subarray(position - start, stop - start);
      try {
        await block.filled;
        part.set(block.bytes.subarray(position - block.start, stop - block.start));
      } catch (failure) {
        // Another reader's request failed or was aborted; this reader sends its own.
        if (known === undefined) throw failure;
        await this.#fetch(part, position, signal);
      }
      position = stop;
    }
  }

  #blockWith(position: number): Block | undefined {
    return [this.#tail, ...this.#recent].find(
      (block) => block !== undefined && block.start <= position && position < block.end,
    );
  }

  /** Starts to fetch a block from `position` to `end` at least, or to the tail. */
  #open(position: number, end: number, signal: AbortSignal | undefined): Block {
    const previous = this.#recent.find((block) => block.end === position);
    const length =
      previous === undefined
        ? FIRST_BLOCK_BYTES
        : Math.min(MAX_BLOCK_BYTES, GROWTH * (previous.end - previous.start));
    const limit = this.#tail !== undefined && position < this.#tail.start ? this.#tail.start : this.#size;
    const block = this.#start(position, Math.min(limit, Math.max(end, position + length)), signal);
    // A block replaces the one it continues, else the oldest.
    const replaced = previous ?? (this.#recent.length === KEPT_BLOCKS ? this.#recent[0] : undefined);
    const keepWithout = (gone: Block | undefined): Block[] => this.#recent.filter((each) => each !== gone);
    this.#recent = [...keepWithout(replaced), block];
    block.filled.catch(() => (this.#recent = keepWithout(block)));
    return block;
  }

  #start(start: number, end: number, signal: AbortSignal | undefined): Block {
    const bytes = new Uint8Array(end - start);
    return { start, end, bytes, filled: this.#fetch(bytes, start, signal) };
  }
}
