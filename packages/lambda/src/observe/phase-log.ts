import type { Progress } from '@biospex/batch-core';
import type { Logger } from './logger.ts';

/** PhaseLog logs how long each phase of a job took. */
export class PhaseLog implements Progress {
  readonly #log: Logger;
  readonly #now: () => number;
  #phase: string | undefined;
  #startedAt: number;

  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
    this.#startedAt = now();
  }

  report(phase: string): void {
    if (phase !== this.#phase) this.#begin(phase);
  }

  /** Logs the last phase. */
  end(): void {
    this.#begin(undefined);
  }

  #begin(phase: string | undefined): void {
    const now = this.#now();
    if (this.#phase !== undefined)
      this.#log.debug({ phase: this.#phase, durationMs: Math.round(now - this.#startedAt) }, 'phase ended');
    this.#phase = phase;
    this.#startedAt = now;
  }
}
