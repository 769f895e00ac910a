import { crc32 } from 'node:zlib';
import { layOutZip } from './lay-out-zip.ts';
import type { Piece } from './piece-writer.ts';
import { seededRandom } from './seeded-random.ts';
import type { ZipEntryOptions, ZipMap, ZipOptions } from './zip-options.ts';

/** Bytes of which only some are held; the others are zeros or a pattern that depends on the position. */
export interface SparseSource {
  size: number;
  /** Fills `target` with the bytes from `start` on; rejects with a RangeError when they aren't all inside. */
  read(target: Uint8Array, start: number): Promise<void>;
}

/**
 * What a hole reads as. 'pattern' is random bytes with a period of 65,521 (a prime: a copy from a wrong offset shows);
 * it is the one to use unless the holes must be holes on a disk too.
 */
export type HoleFill = 'pattern' | 'zeros';

export interface BuiltSparseZip {
  source: SparseSource;
  map: ZipMap;
  /** All that is held; whoever stores these at their offsets and zeros elsewhere has the archive with 'zeros'. */
  pieces: readonly Piece[];
}

const patternPeriod = 65_521;
const pattern = seededRandom(0x5eed).bytes(patternPeriod);

/**
 * A ZIP of any size that costs kilobytes: entries with `holeBytes` have stored bodies that are not held in memory. ZIP64 structures
 * are written where the format needs them, and every other option of `buildZip` works too.
 */
export function buildSparseZip(
  entries: readonly ZipEntryOptions[],
  options: ZipOptions & { fill?: HoleFill } = {},
): BuiltSparseZip {
  const fill = options.fill ?? 'pattern';
  const { pieces, map } = layOutZip(entries, options, (start, size) => holeCrc32(fill, start, size));
  return { source: sparseSource(map.size, pieces, fill), map, pieces };
}

/** `pieces` in order, not overlapping. */
export function sparseSource(
  size: number,
  pieces: readonly Piece[],
  fill: HoleFill = 'pattern',
): SparseSource {
  let end = 0;
  for (const piece of pieces) {
    if (piece.offset < end)
      throw new RangeError(`sparse source: the piece at ${piece.offset} overlaps the one before`);
    end = piece.offset + piece.bytes.length;
  }
  if (end > size) throw new RangeError(`sparse source: pieces end at ${end}, beyond the size ${size}`);

  const read = (target: Uint8Array, start: number): void => {
    const stop = start + target.length;
    if (!Number.isSafeInteger(start) || start < 0 || stop > size) {
      throw new RangeError(`sparse source: bytes ${start} to ${stop} are not inside 0 to ${size}`);
    }
    fillHole(target, start, fill);
    for (let index = firstPieceEndingAfter(pieces, start); index < pieces.length; index++) {
      const { offset, bytes } = pieces[index]!;
      if (offset >= stop) break;
      const from = Math.max(start, offset);
      const to = Math.min(stop, offset + bytes.length);
      target.set(bytes.subarray(from - offset, to - offset), from - start);
    }
  };
  return { size, read: async (target, start) => read(target, start) };
}

function fillHole(target: Uint8Array, start: number, fill: HoleFill): void {
  if (fill === 'zeros') {
    target.fill(0);
    return;
  }
  for (let done = 0; done < target.length;) {
    const chunk = pattern.subarray((start + done) % patternPeriod).subarray(0, target.length - done);
    target.set(chunk, done);
    done += chunk.length;
  }
}

/** The CRC-32 of a hole; 0 for one that is so large that no test reads all of it. */
function holeCrc32(fill: HoleFill, start: number, size: number): number {
  if (size > 2 ** 24) return 0;
  const hole = Buffer.alloc(size);
  fillHole(hole, start, fill);
  return crc32(hole);
}

function firstPieceEndingAfter(pieces: readonly Piece[], start: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { offset, bytes } = pieces[middle]!;
    if (offset + bytes.length > start) high = middle;
    else low = middle + 1;
  }
  return low;
}
