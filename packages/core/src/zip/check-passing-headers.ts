import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { firstFrom } from './first-from.ts';
import { checkLocalHeader, localHeaderLength } from './local-header.ts';
import type { ZipIndex } from './zip-index.ts';

/**
 * Wraps the source of an archive: a read rejects with CORRUPT_ENTRY or OVERLAPPING_ENTRIES if the local header of one
 * of `entries` starts in the bytes read and contradicts the directory. Headers are checked as they pass, because a
 * separate pass would read a cold disk twice.
 */
export function checkPassingHeaders(source: ByteSource, index: ZipIndex, entries: Uint32Array): ByteSource {
  const sorted = entries.toSorted((a, b) => index.localHeaderOffset(a) - index.localHeaderOffset(b));
  const offsets = Float64Array.from(sorted, (entry) => index.localHeaderOffset(entry));
  return {
    ...source,
    size: source.size,
    async read(target, start, signal) {
      await source.read(target, start, signal);
      const end = start + target.length;
      for (let i = firstFrom(offsets, start); offsets[i]! < end; i++) {
        const offset = offsets[i]!;
        const headerEnd = offset + localHeaderLength(index, sorted[i]!);
        const hasPassed = headerEnd <= end;
        const header = hasPassed
          ? target.subarray(offset - start)
          : await readRange(source, offset, headerEnd);
        checkLocalHeader(header, index, sorted[i]!);
      }
    },
  };
}
