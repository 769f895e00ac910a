import { Failure } from './failure.ts';
import type { JobName, Jobs, Reply } from './worker/protocol.ts';

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

export interface CallOptions<Name extends JobName> {
  /** Stops the job; the promise then rejects with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Jobs[Name]['progress']) => void;
}

/** ArchiveClient is the worker as the page sees it. */
export class ArchiveClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.#take(data));
    worker.addEventListener('error', (event) => {
      const message = `the worker failed: ${event.message === '' ? 'it could not be loaded' : event.message}`;
      for (const { reject } of this.#waiting.values())
        reject(new Failure({ code: 'INTERNAL', message, details: {} }));
      this.#waiting.clear();
    });
  }

  call<Name extends JobName>(
    job: Name,
    given: Jobs[Name]['arguments'],
    { signal, onProgress }: CallOptions<Name> = {},
  ): Promise<Jobs[Name]['result']> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      // The answer is waited for: what was begun is tidied up by then.
      signal?.addEventListener('abort', () => this.#cancel(id), { once: true });
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.postMessage({ id, job, arguments: given });
    });
  }

  #cancel(id: number): void {
    if (this.#waiting.has(id)) this.#worker.postMessage({ id, job: 'cancel' });
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    if (reply.kind === 'progress') {
      waiting.onProgress?.(reply.progress as never);
      return;
    }
    this.#waiting.delete(reply.id);
    if (reply.kind === 'done') waiting.resolve(reply.result as never);
    else if (reply.kind === 'failed') waiting.reject(new Failure(reply.failure));
    else waiting.reject(new DOMException('cancelled', 'AbortError'));
  }
}
