/** OutOfTimeError says that the function's time is nearly up: what is finished stays, the rest is done at the next try. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  readonly code = 'OUT_OF_TIME';

  constructor() {
    super('the time of the function was nearly up');
  }
}

/** StoppedError says that whoever runs the function has stopped it. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  readonly code = 'STOPPED';

  constructor() {
    super('the function was stopped');
  }
}

/**
 * Runs `work` with a signal that is aborted with OutOfTimeError after `milliseconds`, at once where none are left, and with
 * StoppedError when `stop` is aborted.
 */
export async function withDeadline<Result>(
  { milliseconds, stop }: { readonly milliseconds: number; readonly stop?: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const runOut = (): void => controller.abort(new OutOfTimeError());
  const end = (): void => controller.abort(new StoppedError());
  if (milliseconds <= 0) runOut();
  if (stop?.aborted === true) end();
  const timer = setTimeout(runOut, Math.max(milliseconds, 0));
  stop?.addEventListener('abort', end);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', end);
  }
}
