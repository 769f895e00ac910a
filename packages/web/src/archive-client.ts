import { Failure, type FailureCode } from './failure.ts';
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

/** ArchiveClient runs jobs in the worker. */
export class ArchiveClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  /** Set once the worker cannot answer any more. */
  #ended: Failure | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.#take(data));
    worker.addEventListener('error', ({ message }) => {
      // A script that was not loaded gives no message; neither does one that the policy or its content type blocks.
      if (!message) this.#end('WORKER_MISSING', 'the worker could not be loaded');
      else this.#end('INTERNAL', `the worker failed: ${message}`);
    });
  }

  async call<Name extends JobName>(
    job: Name,
    given: Jobs[Name]['arguments'],
    { signal, onProgress }: CallOptions<Name> = {},
  ): Promise<Jobs[Name]['result']> {
    signal?.throwIfAborted();
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#lastId;
    // The promise waits for the worker's reply, so that the worker has cleaned up by then.
    signal?.addEventListener('abort', () => this.#worker.postMessage({ id, job: 'cancel' }), { once: true });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.postMessage({ id, job, arguments: given });
    });
  }

  #end(code: FailureCode, message: string): void {
    this.#ended = new Failure(code, message);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
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
    else if (reply.kind === 'failed') {
      const { code, message, details } = reply.failure;
      waiting.reject(new Failure(code, message, details));
    } else waiting.reject(new DOMException('cancelled', 'AbortError'));
  }
}
