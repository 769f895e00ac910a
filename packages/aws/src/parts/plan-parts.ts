import type { Layout, Segment } from '@biospex/batch-core';
import { S3_LIMITS, type PartLimits } from './part-limits.ts';
import { lengthOf, sizeOf, type PackPart, type Part } from './part.ts';

/**
 * Turns a layout into the parts of an upload to S3, in order. S3 copies long ranges; short ranges and new bytes are packed. A
 * pack that is too short for a part borrows from the copied range after or before it, or takes the whole range. The same
 * layout always gives the same parts.
 *
 * @throws RangeError for a layout that no upload can hold
 */
export function planParts(layout: Layout, limits: PartLimits = S3_LIMITS): readonly Part[] {
  const { maxParts, maxPartBytes } = limits;
  // Only a batch of some 50 GB or more can have too many parts: then copies and packs become larger until they fit.
  for (let scale = 1; ; scale *= 2) {
    const runs = lengthenShortRuns(toRuns(layout, limits.minCopyBytes * scale), limits.minPartBytes);
    const parts = runs.flatMap((run) => cut(run, limits, scale));
    if (parts.length <= maxParts) return parts;
    if (limits.packBytes * scale >= maxPartBytes)
      throw new RangeError(`a batch of ${layout.size} bytes does not fit into ${maxParts} parts`);
  }
}

/** Runs are parts of any size: ranges of `minCopyBytes` or more, and packs of everything between them. */
function toRuns({ segments }: Layout, minCopyBytes: number): Part[] {
  const runs: Part[] = [];
  let pieces: Segment[] = [];
  let size = 0;
  const endPack = (): void => {
    if (size > 0) runs.push({ kind: 'pack', size, pieces });
    pieces = [];
    size = 0;
  };
  for (const segment of segments) {
    if (segment.kind === 'range' && lengthOf(segment) >= minCopyBytes) {
      endPack();
      runs.push({ kind: 'copy', start: segment.start, end: segment.end });
    } else {
      pieces.push(segment);
      size += lengthOf(segment);
    }
  }
  endPack();
  return runs;
}

/** Lengthens packs that are too short for a part. The last run may be short. */
function lengthenShortRuns(runs: readonly Part[], minPartBytes: number): Part[] {
  const queue = runs.toReversed();
  const done: Part[] = [];
  while (queue.length > 0) {
    const run = queue.pop()!;
    const next = queue.at(-1);
    const previous = done.at(-1);
    const lacking = minPartBytes - sizeOf(run);
    if (run.kind === 'copy' || next?.kind !== 'copy' || lacking <= 0) {
      done.push(run);
    } else if (sizeOf(next) - lacking >= minPartBytes) {
      const borrowedEnd = next.start + lacking;
      done.push(join(run, { kind: 'copy', start: next.start, end: borrowedEnd }));
      queue[queue.length - 1] = { ...next, start: borrowedEnd };
    } else if (previous?.kind === 'copy' && sizeOf(previous) - lacking >= minPartBytes) {
      const borrowedStart = previous.end - lacking;
      done[done.length - 1] = { ...previous, end: borrowedStart };
      done.push(join({ kind: 'copy', start: borrowedStart, end: previous.end }, run));
    } else {
      queue.pop();
      const after = queue.at(-1);
      const joined = join(run, next);
      if (after?.kind === 'pack') queue[queue.length - 1] = join(joined, after);
      else queue.push(joined);
    }
  }
  return done;
}

function join(first: Part, second: Part): Part {
  return {
    kind: 'pack',
    size: sizeOf(first) + sizeOf(second),
    pieces: [...piecesOf(first), ...piecesOf(second)],
  };
}

function piecesOf(run: Part): readonly Segment[] {
  return run.kind === 'pack' ? run.pieces : [{ kind: 'range', start: run.start, end: run.end }];
}

function cut(run: Part, limits: PartLimits, scale: number): Part[] {
  const size = sizeOf(run);
  if (run.kind === 'copy') {
    const count = Math.ceil(size / Math.min(limits.maxCopyBytes * scale, limits.maxPartBytes));
    return evenCuts(size, count).map(([from, to]) => ({
      kind: 'copy',
      start: run.start + from,
      end: run.start + to,
    }));
  }
  // Even packs, each shorter than two of the smallest parts, so that none at the end is too short.
  const packs = Math.ceil(size / (limits.packBytes * scale));
  const count = Math.max(1, size / packs < limits.minPartBytes ? packs - 1 : packs);
  return cutPieces(run.pieces, evenCuts(size, count));
}

function evenCuts(size: number, count: number): [from: number, to: number][] {
  const at = (i: number): number => (i === count ? size : Math.floor((size / count) * i));
  return Array.from({ length: count }, (_, i) => [at(i), at(i + 1)]);
}

/** Distributes pieces to packs. A pack may end inside a piece. */
function cutPieces(pieces: readonly Segment[], cuts: readonly [from: number, to: number][]): PackPart[] {
  let next = 0;
  let used = 0;
  return cuts.map(([from, to]) => {
    const size = to - from;
    const inPart: Segment[] = [];
    for (let missing = size; missing > 0;) {
      const piece = pieces[next]!;
      const taken = Math.min(missing, lengthOf(piece) - used);
      inPart.push(slice(piece, used, used + taken));
      used += taken;
      missing -= taken;
      if (used === lengthOf(piece)) {
        next++;
        used = 0;
      }
    }
    return { kind: 'pack', size, pieces: inPart };
  });
}

function slice(piece: Segment, from: number, to: number): Segment {
  return piece.kind === 'bytes'
    ? { kind: 'bytes', bytes: piece.bytes.subarray(from, to) }
    : { kind: 'range', start: piece.start + from, end: piece.start + to };
}
