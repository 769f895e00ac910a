import { CONTENTS, type Plan } from '../plan/plan.ts';
import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import { readDataStart } from '../zip/local-header.ts';
import { METHOD } from '../zip/records.ts';

/** A file of the archive. */
export interface ArchiveEntry {
  /** Its name in the archive, folders included. */
  readonly name: string;
  /** Its size in bytes, unpacked. */
  readonly size: number;
  readonly crc32: number;
  /** Whether it is the manifest. */
  readonly isManifest: boolean;
}

/** Where a file lies in the archive. */
export interface EntryLocation {
  /** Its bytes `[start, end)` in the archive. */
  readonly start: number;
  readonly end: number;
  /** Whether they are raw deflate data (RFC 1951); else they are the file itself. */
  readonly isDeflated: boolean;
}

/**
 * Describes entry `entry` of a planned archive, from 0 to `plan.entryCount - 1`. Undefined for folders and for what
 * operating systems leave in archives.
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
