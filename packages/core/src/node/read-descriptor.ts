import { read, readSync } from 'node:fs';
import { promisify } from 'node:util';

const readInPool = promisify(read);

/**
 * Reads up to this size are synchronous: a trip to the thread pool costs as much as copying some 60 KB from the page
 * cache, and scattered images would pay that one by one. Larger reads gain nothing.
 */
const MAX_SYNC_READ_BYTES = 128 * 1024;

/** Synchronous reads block the process, on a slow disk some 10 ms each. After this time the event loop gets a turn. */
const MAX_MS_WITHOUT_TURN = 15;

/** Fills all of `target` with the bytes from `start` on, or rejects. */
export type ReadDescriptor = (target: Uint8Array, start: number) => Promise<void>;

/** Reads an open file at the speed of its disk, without blocking the process for long. */
export function readDescriptor(descriptor: number): ReadDescriptor {
  let lastTurn = performance.now();
  return async (target, start) => {
    let filled = 0;
    while (filled < target.length) {
      const wanted = target.length - filled;
      const isSmall = wanted <= MAX_SYNC_READ_BYTES;
      if (isSmall && performance.now() - lastTurn > MAX_MS_WITHOUT_TURN) {
        await new Promise(setImmediate);
        lastTurn = performance.now();
      }
      const count = isSmall
        ? readSync(descriptor, target, filled, wanted, start + filled)
        : (await readInPool(descriptor, target, filled, wanted, start + filled)).bytesRead;
      if (count === 0)
        throw new Error(`the file ends at byte ${start + filled}; it was truncated while being read`);
      filled += count;
    }
  };
}
