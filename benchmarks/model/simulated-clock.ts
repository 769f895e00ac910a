import { setImmediate } from 'node:timers/promises';

/** A clock that stands still while anything can be done, and then jumps to what happens next. */
export class SimulatedClock {
  #seconds = 0;
  readonly #alarms: { readonly at: number; readonly ring: () => void }[] = [];

  get seconds(): number {
    return this.#seconds;
  }

  /** Resolves when it is that late. */
  until(at: number): Promise<void> {
    return new Promise((ring) => {
      this.#alarms.push({ at, ring });
    });
  }

  /**
   * Lets time pass until `work` is done, or until `end`: then it stands still for good, and the result is undefined. The work must
   * wait for nothing but this clock.
   */
  async run<T>(work: Promise<T>, end = Infinity): Promise<T | undefined> {
    const done = work.then(() => true);
    // All that is due now runs before setImmediate: promises and ticks go first.
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
    if (alarm === undefined) throw new Error('the work waits for something that the clock does not know');
    this.#seconds = Math.max(this.#seconds, alarm.at);
    alarm.ring();
  }
}

/** A line that carries so many bytes a second, one transfer after the other. */
export class SimulatedLine {
  readonly #clock: SimulatedClock;
  readonly #bytesPerSecond: number;
  #freeAt = 0;

  constructor(clock: SimulatedClock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
  }

  async carry(bytes: number): Promise<void> {
    // A request without a body does not wait until the bodies of others are through.
    if (bytes === 0) return;
    this.#freeAt = Math.max(this.#freeAt, this.#clock.seconds) + bytes / this.#bytesPerSecond;
    await this.#clock.until(this.#freeAt);
  }
}
