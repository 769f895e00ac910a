/** ByteBudget bounds the memory of those who work at the same time: they wait, in order, until there are bytes left. */
export class ByteBudget {
  readonly #total: number;
  readonly #signal: AbortSignal;
  #left: number;
  #waiting: { readonly bytes: number; readonly go: () => void; readonly fail: (reason: unknown) => void }[] =
    [];

  /** Those who wait when `signal` is aborted are rejected with its reason. */
  constructor(total: number, signal: AbortSignal) {
    this.#total = total;
    this.#left = total;
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      for (const { fail } of this.#waiting.splice(0)) fail(signal.reason);
    });
  }

  /** Takes `bytes` when they are left; the result gives them back. Who asks for more than all of them gets all. */
  async take(bytes: number): Promise<() => void> {
    this.#signal.throwIfAborted();
    const taken = Math.min(bytes, this.#total);
    await new Promise<void>((go, fail) => {
      this.#waiting.push({ bytes: taken, go, fail });
      this.#serve();
    });
    return () => {
      this.#left += taken;
      this.#serve();
    };
  }

  #serve(): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].bytes <= this.#left) {
      const { bytes, go } = this.#waiting.shift()!;
      this.#left -= bytes;
      go();
    }
  }
}
