import { lengthOf, type PackPart } from './part.ts';

/** Bytes of a read that go into a pack. */
export interface ReadTarget {
  readonly pack: PackPart;
  /** Their position in the archive. */
  readonly start: number;
  readonly length: number;
  /** Their position in the pack. */
  readonly offset: number;
}

/** One read of the bytes `[start, end)`, for pieces of one or more packs. */
export interface Read {
  readonly start: number;
  readonly end: number;
  readonly targets: readonly ReadTarget[];
}

/** Long enough to hide a request's latency, short enough for several at a time. */
const MAX_READ_BYTES = 6 * 1024 * 1024;
/** Longer gaps between pieces are not read: another request costs less. */
const MAX_GAP_BYTES = 128 * 1024;
/** Unused bytes that may be read for each used byte. */
const MAX_WASTE = 0.25;

/**
 * Plans the reads that fill packs, in the order of the archive. A byte is read once, however many packs want it. Neighbors are
 * read together, with short gaps between them.
 */
export function planSweep(packs: readonly PackPart[]): Read[] {
  const wanted = packs.flatMap(wantedBy).sort((a, b) => a.start - b.start);
  const reads = cutIntoReads(wanted).map((read) => ({ ...read, targets: [] as ReadTarget[] }));
  let first = 0;
  for (const { pack, start, length, offset } of wanted) {
    while (reads[first]!.end <= start) first++;
    const end = start + length;
    for (let i = first; i < reads.length && reads[i]!.start < end; i++) {
      const from = Math.max(start, reads[i]!.start);
      const to = Math.min(end, reads[i]!.end);
      reads[i]!.targets.push({ pack, start: from, length: to - from, offset: offset + from - start });
    }
  }
  return reads;
}

/** The most bytes in packs that are begun but not full, at any time of a sweep. */
export function openBytesOf(reads: readonly Read[]): number {
  const targets = reads.flatMap((read) => read.targets);
  const last = new Map(targets.map(({ pack }, i) => [pack, i]));
  const open = new Set<PackPart>();
  let bytes = 0;
  let most = 0;
  targets.forEach(({ pack }, i) => {
    if (!open.has(pack)) bytes += pack.size;
    open.add(pack);
    most = Math.max(most, bytes);
    if (last.get(pack) === i) bytes -= pack.size;
  });
  return most;
}

function wantedBy(pack: PackPart): ReadTarget[] {
  let offset = 0;
  return pack.pieces.flatMap((piece) => {
    const at = offset;
    const length = lengthOf(piece);
    offset += length;
    return piece.kind === 'range' ? { pack, start: piece.start, length, offset: at } : [];
  });
}

/** @param wanted in the order of the archive */
function cutIntoReads(wanted: readonly ReadTarget[]): { start: number; end: number }[] {
  const reads: { start: number; end: number }[] = [];
  let wasted = 0;
  let used = 0;
  for (const { start, length } of wanted) {
    const end = start + length;
    let position = Math.max(start, reads.at(-1)?.end ?? 0);
    while (position < end) {
      const read = reads.at(-1);
      const gap = read === undefined ? Infinity : position - read.end;
      const joinedEnd = Math.min(end, (read?.start ?? 0) + MAX_READ_BYTES);
      const isWorthIt = gap <= MAX_GAP_BYTES && wasted + gap <= MAX_WASTE * used;
      if (read !== undefined && isWorthIt && joinedEnd > position) {
        read.end = joinedEnd;
        wasted += gap;
        used += joinedEnd - position;
        position = joinedEnd;
      } else {
        const readEnd = Math.min(end, position + MAX_READ_BYTES);
        reads.push({ start: position, end: readEnd });
        used += readEnd - position;
        position = readEnd;
      }
    }
  }
  return reads;
}
