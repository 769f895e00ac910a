/** What an SDK client's `send` takes, so that the request ends when `signal` is aborted. */
export function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
