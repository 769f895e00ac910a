import type { Segment } from '@biospex/batch-core';
import type { PackPart } from './part.ts';

/** Bytes of a read that go into a pack. */
export interface ReadTarget {
  readonly pack: PackPart;
  /** Where they start in the archive. */
  readonly start: number;
  readonly length: number;
  /** Where they go in the pack. */
  readonly offset: number;
}

/** One read of the bytes `[start, end)`, which serves pieces of one or more packs. */
export interface Read {
  readonly start: number;
  readonly end: number;
  readonly targets: readonly ReadTarget[];
}

export interface SweepLimits {
  /** Bytes of packs that are begun and not yet full. */
  readonly maxOpenBytes: number;
  /** Bytes of packs that a sweep makes: a killed sweep is made again. */
  readonly maxSweptBytes: number;
}

/** Long enough to hide a request's latency, short enough that several are under way. */
const MAX_READ_BYTES = 6 * 1024 * 1024;
/** A gap between pieces is read with them if it is shorter: a request costs about as much. */
const MAX_GAP_BYTES = 128 * 1024;
/** Bytes read for nothing, for each byte that is used. */
const MAX_WASTE = 0.25;

/** Tells whether packs can be filled by one read of the archive from its beginning to its end. */
export function fitsInOneSweep(packs: readonly PackPart[], limits: SweepLimits): boolean {
  const sweptBytes = packs.reduce((sum, { size }) => sum + size, 0);
  return sweptBytes <= limits.maxSweptBytes && openBytesOf(planSweep(packs)) <= limits.maxOpenBytes;
}

/**
 * Plans the reads that fill packs, in the order of the archive. Every byte that a pack wants is read once, however many want
 * it; neighbours are read together, and short gaps between them too.
 */
export function planSweep(packs: readonly PackPart[]): Read[] {
  const wanted = packs.flatMap(wantedBy).sort((a, b) => a.start - b.start);
  const reads: (Read & { readonly targets: ReadTarget[] })[] = cutIntoReads(wanted).map((read) => ({
    ...read,
    targets: [],
  }));
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

/** The most bytes of packs that are begun and not full at any time of a sweep. */
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
  return pack.pieces.flatMap((piece: Segment) => {
    const at = offset;
    offset += piece.kind === 'range' ? piece.end - piece.start : piece.bytes.length;
    return piece.kind === 'range' ? { pack, start: piece.start, length: offset - at, offset: at } : [];
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
