/** Starts work beside the work already running. */
export type Start = (work: () => Promise<void>) => void;

/**
 * Runs `lead` and all work that it starts, and waits until everything has settled. The first failure aborts the signal, and
 * rejects the promise. An abort from outside stops all.
 */
export async function together(
  lead: (start: Start, signal: AbortSignal) => Promise<void>,
  outside?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const signal = outside === undefined ? stop.signal : AbortSignal.any([outside, stop.signal]);
  const failures: unknown[] = [];
  const running: Promise<void>[] = [];
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      signal.throwIfAborted();
      await work();
    } catch (failure) {
      failures.push(failure);
      stop.abort(failure);
    }
  };
  const start: Start = (work) => void running.push(attempt(work));
  start(() => lead(start, signal));
  // The list grows during the loop.
  for (const each of running) await each;
  outside?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
