import { concurrently } from '../concurrently.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { entryError } from './entry-error.ts';
import { FLAG, LOCAL_HEADER, SIGNATURE, UINT32_MAX, viewOf } from './records.ts';
import type { ZipIndex } from './zip-index.ts';

/** Reads in flight: enough to hide the latency of a disk or network. */
const CONCURRENCY = 16;

/**
 * Reads local headers, compares them with the directory, and returns where the data of each entry starts.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 */
export async function readDataStarts(
  source: ByteSource,
  index: ZipIndex,
  entries: readonly number[],
): Promise<Map<number, number>> {
  const dataStarts = new Map<number, number>();
  await concurrently(entries.length, CONCURRENCY, async (i) => {
    dataStarts.set(entries[i]!, await readDataStart(source, index, entries[i]!));
  });
  return dataStarts;
}

/** Like `readDataStarts`, for one entry. */
export async function readDataStart(source: ByteSource, index: ZipIndex, entry: number): Promise<number> {
  const start = index.localHeaderOffset(entry);
  const header = await readRange(source, start, start + localHeaderLength(index, entry));
  return checkLocalHeader(header, index, entry);
}

/** Length of a local header without its extra field. */
export function localHeaderLength(index: ZipIndex, entry: number): number {
  return LOCAL_HEADER.size + index.storedNameLength(entry);
}

/**
 * Compares a local header with the directory, and returns where the entry's data starts. Flags and ZIP64 fields may
 * differ: readers follow the directory, and streaming writers cannot go back to the header.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 */
export function checkLocalHeader(header: Uint8Array, index: ZipIndex, entry: number): number {
  const view = viewOf(header);
  const fault = compare(header, view, index, entry);
  if (fault !== undefined) throw entryError('CORRUPT_ENTRY', index, entry, fault);
  const dataStart =
    index.localHeaderOffset(entry) +
    localHeaderLength(index, entry) +
    view.getUint16(LOCAL_HEADER.extraFieldLength, true);
  if (dataStart + index.compressedSize(entry) > index.extentEnd(entry)) {
    const end = index.extentEnd(entry);
    throw entryError('OVERLAPPING_ENTRIES', index, entry, `overlaps what starts at offset ${end}`);
  }
  return dataStart;
}

function compare(header: Uint8Array, view: DataView, index: ZipIndex, entry: number): string | undefined {
  if (view.getUint32(LOCAL_HEADER.signature, true) !== SIGNATURE.localHeader)
    return `has no local header at offset ${index.localHeaderOffset(entry)}`;
  const nameLength = view.getUint16(LOCAL_HEADER.fileNameLength, true);
  if (nameLength !== index.storedNameLength(entry) || !index.hasStoredName(entry, header, LOCAL_HEADER.size))
    return 'has another name in its local header';
  const method = view.getUint16(LOCAL_HEADER.method, true);
  if (method !== index.method(entry))
    return `has compression method ${method} in its local header, but ${index.method(entry)} in the directory`;
  return compareNumbers(view, index, entry);
}

function compareNumbers(view: DataView, index: ZipIndex, entry: number): string | undefined {
  const hasDescriptor = (view.getUint16(LOCAL_HEADER.flags, true) & FLAG.dataDescriptor) !== 0;
  const numbers = [
    ['CRC-32', LOCAL_HEADER.crc32, index.crc32(entry)],
    ['compressed size', LOCAL_HEADER.compressedSize, index.compressedSize(entry)],
    ['uncompressed size', LOCAL_HEADER.uncompressedSize, index.uncompressedSize(entry)],
  ] as const;
  for (const [name, field, central] of numbers) {
    const local = view.getUint32(field, true);
    // Zero if a data descriptor follows (APPNOTE 4.4.4, bit 3); saturated if it is in a ZIP64 extra field.
    const isElsewhere = (local === 0 && hasDescriptor) || (local === UINT32_MAX && name !== 'CRC-32');
    if (local !== central && !isElsewhere)
      return `has ${name} ${local} in its local header, but ${central} in the directory`;
  }
  return undefined;
}
