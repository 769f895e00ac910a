/** What an SDK client's `send` takes, so that the request ends when `signal` is aborted. */
export function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** Cleaning up must not take longer than the work: what it leaves, the bucket's lifecycle rule removes. */
const CLEAN_UP_TIMEOUT_MS = 30_000;

/** The options of requests that clean up: all of them together, tried again or not, have half a minute. */
export function cleanUpOptions(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(CLEAN_UP_TIMEOUT_MS) };
}
