import type { ComposeRequest } from '@biospex/batch-core';
import pLimit, { type LimitFunction } from 'p-limit';
import { sizeOf, type CopyPart } from '../parts/part.ts';
import { openBytesOf, planSweep } from '../parts/plan-sweep.ts';
import type { BatchUpload } from './batch-upload.ts';
import { BufferPool } from './buffer-pool.ts';
import { sweep } from './sweep.ts';
import { together, type Start } from './together.ts';

const MiB = 1024 ** 2;
/** Reads and uploads, each with its bytes in memory. */
const TRANSFERS_IN_FLIGHT = 48;
/** Copies carry no bytes. S3 allows 3,500 requests a second for a prefix; with two seconds or more each, these are 128 a second at most. */
const COPIES_IN_FLIGHT = 256;
/** Share of the pack memory for packs that are not full. The rest is for those on their way to S3. */
const OPEN_SHARE = 5 / 6;
/** The most that a kill may cost: two minutes of a function's network. */
const MAX_SWEPT_BYTES = 8192 * MiB;

export interface ComposeWork extends Pick<ComposeRequest, 'signal' | 'onBytes'> {
  readonly read: (target: Uint8Array, start: number, signal: AbortSignal) => Promise<void>;
  /** Memory for packs that are being filled or uploaded. */
  readonly packMemoryBytes: number;
}

/** Whether one sweep over the archive can serve all of these batches. */
export function fitTogether(
  batches: readonly Pick<BatchUpload, 'packs'>[],
  packMemoryBytes: number,
): boolean {
  const packs = batches.flatMap((batch) => batch.packs);
  const sweptBytes = packs.reduce((sum, { size }) => sum + size, 0);
  return sweptBytes <= MAX_SWEPT_BYTES && openBytesOf(planSweep(packs)) <= packMemoryBytes * OPEN_SHARE;
}

/**
 * Composes batches side by side: S3 copies long ranges, and one sweep over the archive fills the packs of all. A batch is there
 * as soon as its parts are. On failure, incomplete batches are removed.
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
  const all = [...batchOf.keys()];
  // A batch whose ranges are not in the archive's order may need more memory: then its packs are filled one by one.
  const fits = openBytesOf(planSweep(all)) <= packMemoryBytes;
  for (const packs of fits ? [all] : all.map((pack) => [pack]))
    await together(
      (start, signal) =>
        sweep(packs, {
          start,
          signal,
          packMemory: new BufferPool(packMemoryBytes, signal),
          read: (target, position) => transfers(() => read(target, position, signal)),
          write: (pack, bytes) =>
            transfers(async () => {
              // Reported before the upload, so that an abort on hearing of the last bytes still stops the batch.
              onBytes(pack.size);
              await batchOf.get(pack)!.write(pack, bytes, signal);
            }),
        }),
      outside,
    );
}
