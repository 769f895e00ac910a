import { setImmediate } from 'node:timers/promises';

/** A clock that stands still while code runs, and then jumps to the next alarm. */
export class SimulatedClock {
  #seconds = 0;
  readonly #alarms: { readonly at: number; readonly ring: () => void }[] = [];

  get seconds(): number {
    return this.#seconds;
  }

  /** Resolves at that time. */
  until(at: number): Promise<void> {
    return new Promise((ring) => {
      this.#alarms.push({ at, ring });
    });
  }

  /**
   * Lets time pass until `work` is done, or until `end`: then the clock stops for good, and the result is undefined. The work must
   * wait for this clock only.
   */
  async run<T>(work: Promise<T>, end = Infinity): Promise<T | undefined> {
    const done = work.then(() => true);
    // Promises and ticks that are due run before setImmediate.
    while (!(await Promise.race([done, setImmediate(false)]))) {
      this.#ringNext();
      if (this.#seconds >= end) return undefined;
    }
    return work;
  }

  #ringNext(): void {
    const next = this.#alarms.reduce(
      (first, alarm, i) => (alarm.at < this.#alarms[first]!.at ? i : first),
      0,
    );
    const [alarm] = this.#alarms.splice(next, 1);
    if (alarm === undefined) throw new Error('the work waits for something other than the simulated clock');
    this.#seconds = Math.max(this.#seconds, alarm.at);
    alarm.ring();
  }
}

/** A line with a fixed bandwidth. It carries one transfer after the other. */
export class SimulatedLine {
  readonly #clock: SimulatedClock;
  readonly #bytesPerSecond: number;
  #freeAt = 0;

  constructor(clock: SimulatedClock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
  }

  async carry(bytes: number): Promise<void> {
    // A request without a body does not wait for the bodies of others.
    if (bytes === 0) return;
    this.#freeAt = Math.max(this.#freeAt, this.#clock.seconds) + bytes / this.#bytesPerSecond;
    await this.#clock.until(this.#freeAt);
  }
}
