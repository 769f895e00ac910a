import type { PackPart } from '../parts/part.ts';
import { planSweep, type Read } from '../parts/plan-sweep.ts';
import { ByteBudget } from './byte-budget.ts';
import type { Start } from './together.ts';

export interface SweepWork {
  /** Reads bytes of the archive. */
  readonly read: (target: Uint8Array, start: number) => Promise<void>;
  /** Writes a pack that is full. */
  readonly write: (pack: PackPart, bytes: Uint8Array) => Promise<void>;
  /** Bytes of packs, begun ones and those that are being written. */
  readonly packMemory: ByteBudget;
  readonly start: Start;
  readonly signal: AbortSignal;
}

/** Bytes of reads under way: four long ones, or many short ones. */
const READ_MEMORY_BYTES = 32 * 1024 * 1024;

/** A pack in memory. */
interface OpenPack {
  readonly bytes: Uint8Array;
  missing: number;
  readonly giveBack: () => void;
}

/**
 * Reads the archive once from its beginning to its end and deals the bytes out to packs, each of which is written as soon as it is
 * full. Resolves when all reads are started: `start` has what is under way.
 */
export async function sweep(packs: readonly PackPart[], work: SweepWork): Promise<void> {
  const { packMemory, start, signal } = work;
  const readMemory = new ByteBudget(READ_MEMORY_BYTES, signal);
  const open = new Map<PackPart, OpenPack>();
  const fill = (pack: PackPart, length: number): void => {
    const { bytes, giveBack } = open.get(pack)!;
    if ((open.get(pack)!.missing -= length) > 0) return;
    open.delete(pack);
    start(() => work.write(pack, bytes).finally(giveBack));
  };
  const begin = async (pack: PackPart): Promise<void> => {
    if (open.has(pack)) return;
    const giveBack = await packMemory.take(pack.size);
    const bytes = new Uint8Array(pack.size);
    open.set(pack, { bytes, missing: pack.size, giveBack });
    fill(pack, putNewBytes(pack, bytes));
  };
  for (const pack of packs) if (pack.pieces.every(({ kind }) => kind === 'bytes')) await begin(pack);
  for (const read of planSweep(packs)) {
    for (const { pack } of read.targets) await begin(pack);
    const giveBack = await readMemory.take(read.end - read.start);
    start(() => serve(read, work, { open, fill }).finally(giveBack));
  }
}

interface Packs {
  readonly open: ReadonlyMap<PackPart, OpenPack>;
  readonly fill: (pack: PackPart, length: number) => void;
}

/** Reads, and puts each piece into its pack. */
async function serve(
  { start, end, targets }: Read,
  { read }: SweepWork,
  { open, fill }: Packs,
): Promise<void> {
  const bytes = new Uint8Array(end - start);
  await read(bytes, start);
  for (const target of targets) {
    const from = target.start - start;
    open.get(target.pack)!.bytes.set(bytes.subarray(from, from + target.length), target.offset);
    fill(target.pack, target.length);
  }
}

/** Puts in what is not of the archive, and gives its length. */
function putNewBytes({ pieces }: PackPart, target: Uint8Array): number {
  let offset = 0;
  let length = 0;
  for (const piece of pieces) {
    if (piece.kind === 'bytes') target.set(piece.bytes, offset);
    length += piece.kind === 'bytes' ? piece.bytes.length : 0;
    offset += piece.kind === 'bytes' ? piece.bytes.length : piece.end - piece.start;
  }
  return length;
}
