import { read, readSync } from 'node:fs';
import { promisify } from 'node:util';

const readInPool = promisify(read);

/**
 * Reads up to this size are done in place: handing one to the thread pool and back costs as much as copying some 60 KB
 * from the page cache does, which scattered images would pay one by one. Larger reads gain nothing by it.
 */
const MAX_SYNC_READ_BYTES = 128 * 1024;

/**
 * Reads in place hold up signals and everything else in the process, on a slow disk each for some 10 ms. After so long the
 * event loop gets a turn.
 */
const MAX_MS_WITHOUT_TURN = 15;

/** Fills `target` wholly with the bytes from `start` on, or rejects. */
export type ReadDescriptor = (target: Uint8Array, start: number) => Promise<void>;

/** A way to read an open file that is as fast as its disk and does not hold up the process. */
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
        throw new Error(`the file ends at byte ${start + filled}: it was cut short while it was read`);
      filled += count;
    }
  };
}
