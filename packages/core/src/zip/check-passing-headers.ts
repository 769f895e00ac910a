import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { checkLocalHeader, localHeaderLength } from './local-header.ts';
import type { ZipIndex } from './zip-index.ts';

/**
 * Wraps the source of an archive so that a read rejects with CORRUPT_ENTRY or OVERLAPPING_ENTRIES if the local header of
 * one of `entries` starts in what was read and contradicts the directory. So headers are checked when their bytes pass
 * anyway: a pass of its own would read a cold disk twice.
 */
export function checkPassingHeaders(source: ByteSource, index: ZipIndex, entries: Uint32Array): ByteSource {
  const sorted = entries.toSorted((a, b) => index.localHeaderOffset(a) - index.localHeaderOffset(b));
  const offset = (position: number): number => index.localHeaderOffset(sorted[position]!);
  return {
    ...source,
    size: source.size,
    async read(target, start, signal) {
      await source.read(target, start, signal);
      const end = start + target.length;
      for (let i = firstFrom(start, sorted.length, offset); i < sorted.length && offset(i) < end; i++) {
        const entry = sorted[i]!;
        const headerEnd = offset(i) + localHeaderLength(index, entry);
        const header =
          headerEnd <= end
            ? target.subarray(offset(i) - start)
            : await readRange(source, offset(i), headerEnd);
        checkLocalHeader(header, index, entry);
      }
    },
  };
}

/** The first of `count` ascending offsets that is `wanted` or more. */
function firstFrom(wanted: number, count: number, offset: (position: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offset(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
