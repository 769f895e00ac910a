import { closeSync, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

const blockBytes = 1024 * 1024;

/**
 * Opens a new file as the end of a pipe; fails if it exists. Small pieces are collected into blocks of 1 MiB and written
 * synchronously, so that nothing queues up: archiver does not wait when it writes its central directory, 20 million pieces
 * for a million images.
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
    // Larger than any piece, so that a pipe does not pause after each.
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
