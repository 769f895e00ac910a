/** ByteBudget bounds the memory of those who work at the same time: they wait, in order, until there are bytes left. */
export class ByteBudget {
  #left: number;
  readonly #total: number;
  readonly #waiting: { bytes: number; go: () => void }[] = [];

  constructor(total: number) {
    this.#left = total;
    this.#total = total;
  }

  /** Runs `work` when `bytes` are left, and gives them back after it. What asks for more than all of them gets all. */
  async with<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(bytes, this.#total);
    await new Promise<void>((go) => {
      this.#waiting.push({ bytes: taken, go });
      this.#serve();
    });
    try {
      return await work();
    } finally {
      this.#left += taken;
      this.#serve();
    }
  }

  #serve(): void {
    for (
      let next = this.#waiting[0];
      next !== undefined && next.bytes <= this.#left;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#left -= next.bytes;
      next.go();
    }
  }
}
