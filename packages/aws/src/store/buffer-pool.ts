export interface Lent {
  /** As long as requested. It may hold old data. */
  readonly bytes: Uint8Array;
  readonly giveBack: () => void;
}

interface Waiting {
  readonly length: number;
  readonly go: () => void;
  readonly fail: (reason: unknown) => void;
}

const MiB = 1024 ** 2;

/**
 * BufferPool limits the bytes in use. Borrowers wait, in order, until there is room. Buffers are reused, since Node collects
 * large ones late.
 */
export class BufferPool {
  readonly #maxBytes: number;
  readonly #signal: AbortSignal;
  readonly #waiting: Waiting[] = [];
  #idle: Uint8Array[] = [];
  #lentBytes = 0;

  /** When `signal` is aborted, waiting borrowers are rejected with its reason. */
  constructor(maxBytes: number, signal: AbortSignal) {
    this.#maxBytes = maxBytes;
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      for (const { fail } of this.#waiting.splice(0)) fail(signal.reason);
    });
  }

  /** Lends a buffer when there is room. A buffer larger than the pool is lent alone. */
  async lend(length: number): Promise<Lent> {
    this.#signal.throwIfAborted();
    await new Promise<void>((go, fail) => {
      this.#waiting.push({ length, go, fail });
      this.#serve();
    });
    const buffer = this.#takeBuffer(capacityFor(length));
    return {
      bytes: buffer.subarray(0, length),
      giveBack: () => {
        this.#lentBytes -= length;
        this.#idle.push(buffer);
        this.#serve();
      },
    };
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#lentBytes > 0 && this.#lentBytes + next.length > this.#maxBytes) return;
      this.#waiting.shift();
      this.#lentBytes += next.length;
      next.go();
    }
  }

  /** An idle buffer, or a new one. Idle ones of other sizes are dropped to make room. */
  #takeBuffer(capacity: number): Uint8Array {
    const found = this.#idle.findIndex(({ length }) => length === capacity);
    if (found >= 0) return this.#idle.splice(found, 1)[0]!;
    let room = this.#maxBytes - this.#lentBytes;
    this.#idle = this.#idle.filter(({ length }) => (room -= length) >= 0);
    return new Uint8Array(capacity);
  }
}

/** Rounds up to one of few sizes, so that buffers of similar length are reused. */
function capacityFor(length: number): number {
  return length < 4 * MiB ? 2 ** Math.ceil(Math.log2(length)) : Math.ceil(length / MiB / 0.5) * 0.5 * MiB;
}
