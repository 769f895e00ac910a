/**
 * Starts all of `works` and waits until every one has settled, so that nothing goes on behind the caller's back. The
 * first failure aborts the signal of the others, and is what it rejects with; an abort from outside stops all.
 */
export async function stopTogether<T>(
  works: readonly ((signal: AbortSignal) => Promise<T>)[],
  outside: AbortSignal | undefined,
): Promise<T[]> {
  const stop = new AbortController();
  const signal = outside === undefined ? stop.signal : AbortSignal.any([outside, stop.signal]);
  const failures: unknown[] = [];
  const results = await Promise.all(
    works.map(async (work) => {
      try {
        signal.throwIfAborted();
        return await work(signal);
      } catch (failure) {
        failures.push(failure);
        stop.abort(failure);
        return undefined;
      }
    }),
  );
  outside?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return results as T[];
}
