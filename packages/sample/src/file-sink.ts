import { closeSync, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

const blockBytes = 1024 * 1024;

/**
 * Opens a new file as the end of a pipe; fails when the file exists. Many small pieces become blocks of 1 MiB,
 * written at once and in place: nothing queues up, however fast a writer that does not wait (archiver writes its
 * whole central directory in one go, 20 million pieces for a million images) hands them over.
 */
export function openFileSink(path: string): Writable {
  const file = openSync(path, 'wx');
  const block = Buffer.allocUnsafe(blockBytes);
  let used = 0;

  function writeBlock(): void {
    let written = 0;
    while (written < used) written += writeSync(file, block, written, used - written);
    used = 0;
  }
  function append(piece: Buffer): void {
    let taken = 0;
    while (taken < piece.length) {
      const copied = piece.copy(block, used, taken);
      taken += copied;
      used += copied;
      if (used === block.length) writeBlock();
    }
  }

  return new Writable({
    // Above any single piece, or a pipe would pause after each for nothing.
    highWaterMark: 64 * blockBytes,
    write: (piece: Buffer, _encoding, done) => done(attempt(() => append(piece))),
    final: (done) => done(attempt(writeBlock)),
    destroy: (error, done) => done(attempt(() => closeSync(file)) ?? error),
  });
}

function attempt(action: () => void): Error | null {
  try {
    action();
    return null;
  } catch (error) {
    return error as Error;
  }
}
