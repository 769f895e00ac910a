import type { WriteStream } from 'node:tty';
import { SingleBar } from 'cli-progress';
import { formatBytes, type Phase, type Progress } from '@biospex/batch-core';
import { formatCount, formatSeconds } from './format.ts';

interface PhaseDisplay {
  readonly label: string;
  readonly format: (amount: number) => string;
}

const PHASES: Readonly<Record<Phase | 'sample' | 'verify', PhaseDisplay>> = {
  unpack: { label: 'Unpacking', format: formatBytes },
  index: { label: 'Reading index', format: (n) => `${formatCount(n)} entries` },
  manifest: { label: 'Reading manifest', format: formatBytes },
  compose: { label: 'Writing batches', format: formatBytes },
  sample: { label: 'Writing sample', format: (n) => `${formatCount(n)} images` },
  verify: { label: 'Verifying', format: (n) => `${formatCount(n)} images` },
};

/** TerminalProgress draws a bar for each phase with rate and time left, on a terminal only. */
export class TerminalProgress implements Progress {
  readonly #stream: WriteStream;
  /** However the process ends, the terminal gets its cursor back. */
  readonly #stopAtExit = (): void => {
    this.stop();
  };
  #phase: keyof typeof PHASES | undefined;
  #bar: SingleBar | undefined;
  #startedAt = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  report(phase: keyof typeof PHASES, done: number, total: number): void {
    if (!this.#stream.isTTY) return;
    if (phase !== this.#phase) this.#start(phase, total);
    this.#bar?.update(done, this.#payload(phase, done, total));
  }

  /** Clears the bar: what comes next on the terminal stands alone. */
  stop(): void {
    process.off('exit', this.#stopAtExit);
    this.#bar?.stop();
    this.#bar = undefined;
    this.#phase = undefined;
  }

  #start(phase: keyof typeof PHASES, total: number): void {
    this.stop();
    process.on('exit', this.#stopAtExit);
    this.#phase = phase;
    this.#startedAt = performance.now();
    this.#bar = new SingleBar({
      stream: this.#stream,
      format: `${PHASES[phase].label.padEnd(16)} {bar} {percentage}% {amount} {rate} {left}`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 16,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
    this.#bar.start(total, 0, this.#payload(phase, 0, total));
  }

  #payload(
    phase: keyof typeof PHASES,
    done: number,
    total: number,
  ): { amount: string; rate: string; left: string } {
    const { format } = PHASES[phase];
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = done / seconds;
    return {
      amount: `of ${format(total)}`,
      rate: seconds > 0.1 ? `${format(Math.round(rate)).replace(/ (?:entries|images)$/, '')}/s` : '',
      left: seconds > 0.5 && rate > 0 ? `${formatSeconds((total - done) / rate)} left` : '',
    };
  }
}
