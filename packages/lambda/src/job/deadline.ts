/** OutOfTimeError says that the function's time is nearly up: what is finished stays, the rest is done at the next try. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  readonly code = 'OUT_OF_TIME';

  constructor() {
    super('the time of the function was nearly up');
  }
}

/**
 * Runs `work` with a signal that is aborted with OutOfTimeError after `milliseconds`, at once where none are left.
 */
export async function withDeadline<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new OutOfTimeError());
  if (milliseconds <= 0) abort();
  const timer = setTimeout(abort, Math.max(milliseconds, 0));
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
