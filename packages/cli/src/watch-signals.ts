import { Interruption } from './io.ts';

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Time that a command has for tidying up after a signal. Repeated signals count only after it: a terminal and the package
 * manager in between often send the same one twice.
 */
const PATIENCE_MS = 3000;

/**
 * Aborts its signal when the system asks this process to stop, until it is stopped itself. If the system asks again later,
 * the process ends at once.
 */
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
        process.stderr.write(
          `ABORTED: stopped at once by ${name}; something half-written may be left behind\n`,
        );
        process.exit(interruption.exitCode);
      }
    };
    process.on(name, onSignal);
    return () => process.off(name, onSignal);
  });
  return { signal: controller.signal, stop: () => listeners.forEach((remove) => remove()) };
}
