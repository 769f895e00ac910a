import { SingleBar } from 'cli-progress';
import { formatBytes, formatCount, type Progress } from '@biospex/batch-core';
import type { Output } from '../io.ts';
import { formatSeconds } from './format.ts';

type PhaseDisplay = readonly [label: string, format: (amount: number) => string, unit?: string];

const PHASES: Readonly<Record<string, PhaseDisplay>> = {
  unpack: ['Unpacking', formatBytes],
  index: ['Reading index', formatCount, ' entries'],
  manifest: ['Reading manifest', formatBytes],
  compose: ['Writing batches', formatBytes],
  sample: ['Writing sample', formatCount, ' images'],
  verify: ['Verifying', formatCount, ' images'],
};

/** Shows the progress of `work` on a terminal, and clears it at the end. */
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

/** TerminalProgress draws a bar for each phase, with rate and time left. It draws only on a terminal. */
export class TerminalProgress implements Progress {
  readonly #stream: Output;
  readonly #detail: (() => string) | undefined;
  /** Shows the terminal's cursor again, however the process ends. */
  readonly #stopAtExit = (): void => this.stop();
  #phase: string | undefined;
  #bar: SingleBar | undefined;
  #startedAt = 0;

  /** @param detail text after the bar of `compose` */
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
      format: `${display[0].padEnd(16)} {bar} {percentage}% {amount} {rate} {left} {detail}`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 16,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
    this.#bar.start(total, 0, this.#payload(display, 0, total));
  }

  #payload(
    [, format, unit = '']: PhaseDisplay,
    done: number,
    total: number,
  ): Readonly<Record<string, string>> {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = done / seconds;
    return {
      amount: `of ${format(total)}${unit}`,
      rate: seconds > 0.1 ? `${format(Math.round(rate))}/s` : '',
      left: seconds > 0.5 && rate > 0 ? `${formatSeconds((total - done) / rate)} left` : '',
      detail: this.#phase === 'compose' ? (this.#detail?.() ?? '') : '',
    };
  }
}
