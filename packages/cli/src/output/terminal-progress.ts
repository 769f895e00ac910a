import { SingleBar } from 'cli-progress';
import { formatBytes, formatCount, type Progress } from '@biospex/batch-core';
import type { Output } from '../io.ts';
import { formatSeconds } from './format.ts';

interface PhaseDisplay {
  readonly label: string;
  readonly format: (amount: number) => string;
}

const entries = (n: number): string => `${formatCount(n)} entries`;
const images = (n: number): string => `${formatCount(n)} images`;

const PHASES: Readonly<Record<string, PhaseDisplay>> = {
  unpack: { label: 'Unpacking', format: formatBytes },
  index: { label: 'Reading index', format: entries },
  manifest: { label: 'Reading manifest', format: formatBytes },
  compose: { label: 'Writing batches', format: formatBytes },
  sample: { label: 'Writing sample', format: images },
  verify: { label: 'Verifying', format: images },
};

/** Lets `work` report its progress on a terminal, and clears it away: what comes next stands alone. */
export async function withProgress<T>(
  stream: Output,
  work: (progress: TerminalProgress) => Promise<T>,
  detail?: () => string,
): Promise<T> {
  const progress = new TerminalProgress(stream, detail);
  try {
    return await work(progress);
  } finally {
    progress.stop();
  }
}

/** TerminalProgress draws a bar for each phase with rate and time left, on a terminal only. */
export class TerminalProgress implements Progress {
  readonly #stream: Output;
  readonly #detail: (() => string) | undefined;
  /** However the process ends, the terminal gets its cursor back. */
  readonly #stopAtExit = (): void => this.stop();
  #phase: string | undefined;
  #bar: SingleBar | undefined;
  #startedAt = 0;

  /** @param detail what there is to say after the bar of `compose` */
  constructor(stream: Output, detail?: () => string) {
    this.#stream = stream;
    this.#detail = detail;
  }

  report(phase: string, done: number, total: number): void {
    const display = PHASES[phase];
    if (this.#stream.isTTY !== true || display === undefined) return;
    if (phase !== this.#phase) this.#start(phase, display, total);
    this.#bar?.update(done, this.#payload(display, done, total));
  }

  /** Clears the bar. */
  stop(): void {
    process.off('exit', this.#stopAtExit);
    this.#bar?.stop();
    this.#bar = undefined;
    this.#phase = undefined;
  }

  #start(phase: string, display: PhaseDisplay, total: number): void {
    this.stop();
    process.on('exit', this.#stopAtExit);
    this.#phase = phase;
    this.#startedAt = performance.now();
    this.#bar = new SingleBar({
      stream: this.#stream,
      format: `${display.label.padEnd(16)} {bar} {percentage}% {amount} {rate} {left} {detail}`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 16,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
    this.#bar.start(total, 0, this.#payload(display, 0, total));
  }

  #payload({ format }: PhaseDisplay, done: number, total: number): Readonly<Record<string, string>> {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = done / seconds;
    return {
      amount: `of ${format(total)}`,
      rate: seconds > 0.1 ? `${format(Math.round(rate)).replace(/ (?:entries|images)$/, '')}/s` : '',
      left: seconds > 0.5 && rate > 0 ? `${formatSeconds((total - done) / rate)} left` : '',
      detail: this.#phase === 'compose' ? (this.#detail?.() ?? '') : '',
    };
  }
}
