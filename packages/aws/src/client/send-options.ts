/** Options that end a request when `signal` is aborted. */
export function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** Cleaning up must not take longer than the work. The bucket's lifecycle rule removes the rest. */
const CLEAN_UP_TIMEOUT_MS = 30_000;

/** Options for requests that clean up: half a minute for all of them together, with their retries. */
export function cleanUpOptions(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(CLEAN_UP_TIMEOUT_MS) };
}
