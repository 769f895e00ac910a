import type { FinishedBatch } from '@biospex/batch-aws';
import type { Phase, Plan, Progress } from '@biospex/batch-core';
import type { Logger } from './logger.ts';

/** JobLog logs each phase and each batch when it ends, and keeps the job's progress. */
export class JobLog implements Progress {
  log: Logger;
  #phase: Phase | 'begin' | 'answer' = 'begin';
  #startedAt = performance.now();
  #done = 0;
  #of = 0;
  #batches = 0;
  #batchesFinished = 0;

  constructor(log: Logger) {
    this.log = log;
  }

  /** The job's progress, as fields of a log line. */
  get facts(): object {
    return { phase: this.#phase, batchesFinished: this.#batchesFinished, batches: this.#batches };
  }

  report(phase: Phase, done: number, total: number): void {
    if (phase !== this.#phase) this.begin(phase);
    this.#done = done;
    this.#of = total;
  }

  /** Logs the end of the current phase and begins another. */
  begin(phase: Phase | 'answer'): void {
    const ms = Math.round(performance.now() - this.#startedAt);
    this.log.info({ phase: this.#phase, done: this.#done, of: this.#of, ms }, 'phase ended');
    this.#phase = phase;
    this.#startedAt = performance.now();
    this.#done = 0;
    this.#of = 0;
  }

  /** Makes the callback that logs each finished batch. */
  batchLog({ batches }: Plan): (file: string, batch: FinishedBatch) => void {
    this.#batches = batches.length;
    return (batchFile, { bytes, milliseconds: ms, isReused: reused }) => {
      this.#batchesFinished++;
      const batch = batches.findIndex(({ file }) => file === batchFile) + 1;
      this.log.info({ batch, of: batches.length, batchFile, bytes, ms, reused }, 'batch finished');
    };
  }
}
