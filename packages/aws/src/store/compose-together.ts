import type { ComposeRequest } from '@biospex/batch-core';
import pLimit, { type LimitFunction } from 'p-limit';
import { sizeOf, type CopyPart, type PackPart } from '../parts/part.ts';
import { fitsInOneSweep } from '../parts/plan-sweep.ts';
import type { BatchUpload } from './batch-upload.ts';
import { BufferPool } from './buffer-pool.ts';
import { sweep } from './sweep.ts';
import { together, type Start } from './together.ts';

const MiB = 1024 ** 2;
/** Reads and uploads: each has its bytes in memory. */
const TRANSFERS_IN_FLIGHT = 48;
/** Copies carry no bytes. S3 allows 3,500 a second for a prefix; each takes two seconds or more, so these are 128 at most. */
const COPIES_IN_FLIGHT = 256;
/** Of the memory for packs, what those in the making have at most: the rest is on its way to S3. */
const OPEN_SHARE = 5 / 6;
/** What a kill may cost: two minutes of a function's network. */
const MAX_SWEPT_BYTES = 8192 * MiB;

export interface ComposeWork extends Pick<ComposeRequest, 'signal' | 'onBytes'> {
  readonly read: (target: Uint8Array, start: number, signal: AbortSignal) => Promise<void>;
  /** Bytes of packs in memory: those in the making, and those on their way to S3. */
  readonly packMemoryBytes: number;
}

/** Tells whether one sweep over the archive can serve all of these batches. */
export function fitTogether(batches: readonly BatchUpload[], packMemoryBytes: number): boolean {
  const packs = batches.flatMap((batch) => batch.packs);
  const maxOpenBytes = packMemoryBytes * OPEN_SHARE;
  return fitsInOneSweep(packs, { maxOpenBytes, maxSweptBytes: MAX_SWEPT_BYTES });
}

/**
 * Composes batches side by side: S3 copies long ranges, and one sweep over the archive serves the packs of all. Each batch is there
 * as soon as its parts are. When anything fails, what is not complete is removed.
 */
export async function composeTogether(batches: readonly BatchUpload[], work: ComposeWork): Promise<void> {
  const { signal: outside } = work;
  const transfers = pLimit(TRANSFERS_IN_FLIGHT);
  try {
    await together(async (start) => {
      for (const batch of batches) start(() => transfers(() => batch.begin()));
    }, outside);
    await together(async (start, signal) => {
      startCopies(batches, work, start, signal);
      await writePacks(batches, { ...work, signal }, transfers);
    }, outside);
  } catch (failure) {
    await Promise.all(batches.map((batch) => batch.abort()));
    throw failure;
  }
}

function startCopies(
  batches: readonly BatchUpload[],
  { onBytes }: ComposeWork,
  start: Start,
  signal: AbortSignal,
): void {
  const copies = pLimit(COPIES_IN_FLIGHT);
  const copy = async (batch: BatchUpload, part: CopyPart): Promise<void> => {
    await batch.copy(part, signal);
    onBytes(sizeOf(part));
  };
  for (const batch of batches) for (const part of batch.copies) start(() => copies(() => copy(batch, part)));
}

async function writePacks(
  batches: readonly BatchUpload[],
  { read, onBytes, packMemoryBytes, signal: outside }: ComposeWork,
  transfers: LimitFunction,
): Promise<void> {
  const batchOf = new Map(batches.flatMap((batch) => batch.packs.map((pack) => [pack, batch])));
  for (const packs of sweepsOf([...batchOf.keys()], packMemoryBytes))
    await together(
      (start, signal) =>
        sweep(packs, {
          start,
          signal,
          packMemory: new BufferPool(packMemoryBytes, signal),
          read: (target, position) => transfers(() => read(target, position, signal)),
          write: (pack, bytes) =>
            transfers(async () => {
              // Reported before the batch is there: whoever hears of it may still stop it.
              onBytes(pack.size);
              await batchOf.get(pack)!.write(pack, bytes, signal);
            }),
        }),
      outside,
    );
}

/** One sweep. A batch whose ranges lie in another order than in the archive may need more memory: then its packs are made one by one. */
function sweepsOf(packs: readonly PackPart[], maxOpenBytes: number): (readonly PackPart[])[] {
  const fits = fitsInOneSweep(packs, { maxOpenBytes, maxSweptBytes: Infinity });
  return fits ? [packs] : packs.map((pack) => [pack]);
}
