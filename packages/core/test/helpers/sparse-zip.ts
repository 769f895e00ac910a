import { crc32 } from 'node:zlib';
import { crc32Combine, crc32Repeat } from './crc32-combine.ts';
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
 * A ZIP of any size that costs kilobytes: entries with `holeBytes` have stored bodies that nobody holds. CRCs are true,
 * ZIP64 structures are written where the format needs them, and every other option of `buildZip` works too.
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

function holeCrc32(fill: HoleFill, start: number, size: number): number {
  if (fill === 'zeros') return crc32Repeat(crc32(Buffer.alloc(1)), 1, size);
  const phase = start % patternPeriod;
  const head = Math.min(size, patternPeriod - phase);
  const repeats = Math.floor((size - head) / patternPeriod);
  const tail = (size - head) % patternPeriod;

  const crcOfStart = (length: number): number => patternCrcs()[length]!;
  // Combining is its own inverse: from the CRCs of A and of A followed by B to that of B.
  const crcOfHead = crc32Combine(crcOfStart(phase), crcOfStart(phase + head), head);
  const crcOfRepeats = crc32Repeat(crcOfStart(patternPeriod), patternPeriod, repeats);
  const crc = crc32Combine(crcOfHead, crcOfRepeats, repeats * patternPeriod);
  return crc32Combine(crc, crcOfStart(tail), tail);
}

/** The CRC-32 of the first n bytes of the pattern, for each n; made at first use. */
function patternCrcs(): Uint32Array {
  if (knownPatternCrcs.length > 0) return knownPatternCrcs;
  knownPatternCrcs = new Uint32Array(patternPeriod + 1);
  for (let length = 1; length <= patternPeriod; length++) {
    knownPatternCrcs[length] = crc32(pattern.subarray(length - 1, length), knownPatternCrcs[length - 1]);
  }
  return knownPatternCrcs;
}
let knownPatternCrcs = new Uint32Array(0);

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
