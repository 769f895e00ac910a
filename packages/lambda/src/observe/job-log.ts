import type { FinishedBatch } from '@biospex/batch-aws';
import type { Phase, Plan, Progress } from '@biospex/batch-core';
import type { Logger } from './logger.ts';

/** JobLog logs every phase of a job and every batch when it ends, and knows how far the job has come. */
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

  /** How far the job has come, for the log. */
  get facts(): object {
    return { phase: this.#phase, batchesFinished: this.#batchesFinished, batches: this.#batches };
  }

  report(phase: Phase, done: number, total: number): void {
    if (phase !== this.#phase) this.begin(phase);
    this.#done = done;
    this.#of = total;
  }

  /** Begins a phase; the one before it has ended. */
  begin(phase: Phase | 'answer'): void {
    const ms = Math.round(performance.now() - this.#startedAt);
    this.log.info({ phase: this.#phase, done: this.#done, of: this.#of, ms }, 'phase ended');
    this.#phase = phase;
    this.#startedAt = performance.now();
    this.#done = 0;
    this.#of = 0;
  }

  /** Takes the batches of a plan as they are finished. */
  batchLog({ batches }: Plan): (file: string, batch: FinishedBatch) => void {
    this.#batches = batches.length;
    return (batchFile, { bytes, milliseconds: ms, isReused: reused }) => {
      this.#batchesFinished++;
      const batch = batches.findIndex(({ file }) => file === batchFile) + 1;
      this.log.info({ batch, of: batches.length, batchFile, bytes, ms, reused }, 'batch finished');
    };
  }
}
