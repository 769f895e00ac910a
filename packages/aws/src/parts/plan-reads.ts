import type { Segment } from '@biospex/batch-core';

/** Bytes of a read that go into a pack. */
export interface ReadTarget {
  /** Where they start in the archive. */
  readonly start: number;
  readonly length: number;
  /** Where they go in the pack. */
  readonly offset: number;
}

/** One GET of the bytes `[start, end)`, which serves one or more pieces of a pack. */
export interface Read {
  readonly start: number;
  readonly end: number;
  readonly targets: readonly ReadTarget[];
}

/** Long enough to hide a request's latency, short enough that several are under way for a pack. */
const MAX_READ_BYTES = 8 * 1024 * 1024;
/** Bytes read for nothing, for each byte that is used: a request costs about as much as 200 KB. */
const MAX_WASTE = 0.1;

/** Works out the GETs for the pieces of one pack: neighbours are read together, and small gaps between them too. */
export function planReads(pieces: readonly Segment[]): Read[] {
  const targets = targetsOf(pieces).sort((a, b) => a.start - b.start);
  const reads: { start: number; end: number; gaps: number; useful: number; targets: ReadTarget[] }[] = [];
  for (const target of targets) {
    const end = target.start + target.length;
    const read = reads.at(-1);
    const gaps = read === undefined ? 0 : read.gaps + Math.max(0, target.start - read.end);
    if (
      read === undefined ||
      end - read.start > MAX_READ_BYTES ||
      gaps > MAX_WASTE * (read.useful + target.length)
    ) {
      reads.push({ start: target.start, end, gaps: 0, useful: target.length, targets: [target] });
    } else {
      read.targets.push(target);
      read.end = Math.max(read.end, end);
      read.gaps = gaps;
      read.useful += target.length;
    }
  }
  return reads.map(({ start, end, targets }) => ({ start, end, targets }));
}

/** The ranges among the pieces, none longer than a read may be, with their places in the pack. */
function targetsOf(pieces: readonly Segment[]): ReadTarget[] {
  const targets: ReadTarget[] = [];
  let offset = 0;
  for (const piece of pieces) {
    if (piece.kind === 'bytes') {
      offset += piece.bytes.length;
      continue;
    }
    for (let start = piece.start; start < piece.end;) {
      const length = Math.min(MAX_READ_BYTES, piece.end - start);
      targets.push({ start, length, offset });
      start += length;
      offset += length;
    }
  }
  return targets;
}
