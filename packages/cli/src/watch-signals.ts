import { Interruption } from './io.ts';

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** After a signal, others are ignored for this time: a terminal and a package manager often both send one. */
const PATIENCE_MS = 3000;

/** Gives a signal that is aborted when the system asks this process to stop. If it asks again later, the process ends at once. */
export function watchSignals(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  let interruptedAt = 0;
  const listeners = Object.entries(SIGNALS).map(([name, number]) => {
    const interruption = new Interruption(name, 128 + number);
    const onSignal = (): void => {
      if (!controller.signal.aborted) {
        interruptedAt = performance.now();
        controller.abort(interruption);
      } else if (performance.now() - interruptedAt > PATIENCE_MS) {
        process.stderr.write(`ABORTED: stopped at once by ${name}; unfinished files may remain\n`);
        process.exit(interruption.exitCode);
      }
    };
    process.on(name, onSignal);
    return () => process.off(name, onSignal);
  });
  return { signal: controller.signal, stop: () => listeners.forEach((remove) => remove()) };
}
