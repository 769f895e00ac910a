import type { BatchStore, ByteSource, Progress } from '../../src/index.ts';

/** The source, but its `nth` read (from 1) fails. */
export function failingAtRead(source: ByteSource, nth: number, failure: Error): ByteSource {
  let reads = 0;
  return {
    size: source.size,
    read: async (target, start) => {
      if (++reads === nth) throw failure;
      await source.read(target, start);
    },
  };
}

/** A store that counts what it holds, and fails at chosen calls. */
export interface WatchedStore extends BatchStore {
  /** Batches composed and not discarded. */
  readonly held: ReadonlySet<string>;
  /** What was called, in order: `compose a.zip`, `composed a.zip`, `publish a.zip`, `discard a.zip`. */
  readonly calls: readonly string[];
}

/** The store, but the calls that `failsAt` is true for fail before they do anything. */
export function watchStore(
  store: BatchStore,
  failsAt: (call: string) => Error | undefined = () => undefined,
): WatchedStore {
  const held = new Set<string>();
  const calls: string[] = [];
  const call = (name: string): void => {
    calls.push(name);
    const failure = failsAt(name);
    if (failure !== undefined) throw failure;
  };
  return {
    held,
    calls,
    compose: async (request) => {
      const { key } = request;
      call(`compose ${key}`);
      const batch = await store.compose(request);
      held.add(key);
      calls.push(`composed ${key}`);
      return {
        publish: async () => {
          call(`publish ${key}`);
          await batch.publish();
        },
        discard: async () => {
          call(`discard ${key}`);
          await batch.discard();
          held.delete(key);
        },
      };
    },
  };
}

/** Calls `act` at its `nth` report (from 1). */
export function actAtReport(nth: number, act: () => void): Progress {
  let reports = 0;
  return {
    report: () => {
      if (++reports === nth) act();
    },
  };
}

/** Gives `failure` at the `nth` call (from 1) whose name begins with `kind`. */
export function failNth(kind: string, nth: number, failure: Error): (call: string) => Error | undefined {
  let count = 0;
  return (call) => (call.startsWith(`${kind} `) && ++count === nth ? failure : undefined);
}
