import { lengthOf, type PackPart } from '../parts/part.ts';
import { planSweep, type Read } from '../parts/plan-sweep.ts';
import { BufferPool, type Lent } from './buffer-pool.ts';
import type { Start } from './together.ts';

export interface SweepWork {
  /** Reads bytes of the archive. */
  readonly read: (target: Uint8Array, start: number) => Promise<void>;
  /** Writes a full pack. */
  readonly write: (pack: PackPart, bytes: Uint8Array) => Promise<void>;
  /** Memory for packs that are being filled or written. */
  readonly packMemory: BufferPool;
  readonly start: Start;
  readonly signal: AbortSignal;
}

/** Memory for reads in flight: three long ones, or many short ones. */
const READ_MEMORY_BYTES = 18 * 1024 * 1024;

/** A pack that is being filled. */
interface OpenPack {
  readonly buffer: Lent;
  missing: number;
}

/**
 * Reads the archive once, from beginning to end, and fills packs. Each is written as soon as it is full. Resolves when all
 * reads are started; `start` knows the work still running.
 */
export async function sweep(packs: readonly PackPart[], work: SweepWork): Promise<void> {
  const { packMemory, start, signal } = work;
  const readMemory = new BufferPool(READ_MEMORY_BYTES, signal);
  const open = new Map<PackPart, OpenPack>();
  const fill = (pack: PackPart, length: number): void => {
    const filling = open.get(pack)!;
    filling.missing -= length;
    if (filling.missing > 0) return;
    open.delete(pack);
    const { buffer } = filling;
    start(() => work.write(pack, buffer.bytes).then(buffer.giveBack));
  };
  const begin = async (pack: PackPart): Promise<void> => {
    if (open.has(pack)) return;
    const buffer = await packMemory.lend(pack.size);
    open.set(pack, { buffer, missing: pack.size });
    fill(pack, putNewBytes(pack, buffer.bytes));
  };
  // Reads arrive in any order, but are distributed in the planned order, so that no more packs are open than planned.
  let distributed = Promise.resolve();
  const serve = async ({ start: from, targets }: Read, { bytes, giveBack }: Lent): Promise<void> => {
    const before = distributed;
    await work.read(bytes, from);
    await before;
    for (const { pack, start: at, length, offset } of targets) {
      await begin(pack);
      open.get(pack)!.buffer.bytes.set(bytes.subarray(at - from, at - from + length), offset);
      fill(pack, length);
    }
    giveBack();
  };
  for (const pack of packs) if (pack.pieces.every(({ kind }) => kind === 'bytes')) await begin(pack);
  for (const read of planSweep(packs)) {
    const buffer = await readMemory.lend(read.end - read.start);
    start(() => (distributed = serve(read, buffer)));
  }
}

/** Copies the new bytes into a pack; returns their number. */
function putNewBytes({ pieces }: PackPart, target: Uint8Array): number {
  let offset = 0;
  let length = 0;
  for (const piece of pieces) {
    if (piece.kind === 'bytes') {
      target.set(piece.bytes, offset);
      length += piece.bytes.length;
    }
    offset += lengthOf(piece);
  }
  return length;
}
