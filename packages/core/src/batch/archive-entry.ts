import { CONTENTS, type Plan } from '../plan/plan.ts';
import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import { readDataStart } from '../zip/local-header.ts';
import { METHOD } from '../zip/records.ts';

/** A file of the archive. */
export interface ArchiveEntry {
  /** Its name in the archive, with folders. */
  readonly name: string;
  /** Unpacked size in bytes. */
  readonly size: number;
  readonly crc32: number;
  readonly isManifest: boolean;
}

/** Where a file lies in the archive. */
export interface EntryLocation {
  /** Bytes `[start, end)` of the archive. */
  readonly start: number;
  readonly end: number;
  /** True if they are raw deflate data (RFC 1951), false if they are the file itself. */
  readonly isDeflated: boolean;
}

/**
 * Describes entry `entry` of a planned archive, from 0 to `plan.entryCount - 1`. Undefined for folders, and for files
 * that operating systems add, such as `.DS_Store`.
 *
 * @throws RangeError if there is no such entry
 */
export function describeEntry(plan: Plan, entry: number): ArchiveEntry | undefined {
  const { index, manifest } = plan[CONTENTS];
  if (index.isIgnored(entry)) return undefined;
  return {
    name: index.name(entry),
    size: index.uncompressedSize(entry),
    crc32: index.crc32(entry),
    isManifest: entry === manifest.entry,
  };
}

/**
 * Finds the bytes of entry `entry` of a planned archive.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 * @throws StoreError READ_FAILED
 */
export async function locateEntry(plan: Plan, source: ByteSource, entry: number): Promise<EntryLocation> {
  const { index } = plan[CONTENTS];
  const start = await readDataStart(guardSource(source), index, entry);
  return {
    start,
    end: start + index.compressedSize(entry),
    isDeflated: index.method(entry) === METHOD.deflated,
  };
}
