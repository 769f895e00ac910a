import { concurrently } from '../concurrently.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import type { Progress } from '../ports/progress.ts';
import { FLAG, LOCAL_HEADER, SIGNATURE, UINT32_MAX, viewOf } from './records.ts';
import { entryError } from './read-zip-index.ts';
import type { ZipIndex } from './zip-index.ts';

/** Reads in flight: enough to hide a disk's latency, few enough to keep its queue short. */
const CONCURRENCY = 16;
/** Headers that lie together in so many bytes are read at once: a million tiny entries would cost as many reads. */
const MAX_GROUP_BYTES = 16 * 1024;
const REPORT_EVERY = 4096;

export interface CheckLocalHeadersOptions {
  readonly progress: Progress;
  /** Tells which entries get a new local header whatever their old one says. */
  readonly needsNewLocalHeader: (entry: number) => boolean;
}

/**
 * Compares the local headers of `entries` with the directory, and gives where the data starts of those that need a new
 * local header: because the caller says so, or because readers may stumble over the old one.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 */
export async function checkLocalHeaders(
  source: ByteSource,
  index: ZipIndex,
  entries: Uint32Array,
  { progress, needsNewLocalHeader }: CheckLocalHeadersOptions,
): Promise<Map<number, number>> {
  const groups = groupNeighbours(index, entries);
  const dataStarts = new Map<number, number>();
  let done = 0;
  await concurrently(groups.length - 1, CONCURRENCY, async (group) => {
    const members = entries.subarray(groups[group], groups[group + 1]);
    const bytes = await readHeaders(source, index, members);
    const start = index.localHeaderOffset(members[0]!);
    for (const entry of members) {
      const offset = index.localHeaderOffset(entry) - start;
      const header = bytes.subarray(offset, offset + headerLength(index, entry));
      const { dataStart, needsReplacement } = checkLocalHeader(index, entry, header);
      if (needsReplacement || needsNewLocalHeader(entry)) dataStarts.set(entry, dataStart);
      if (++done % REPORT_EVERY === 0) progress.report('check', done, entries.length);
    }
  });
  progress.report('check', entries.length, entries.length);
  return dataStarts;
}

/** Cuts `entries` into runs that follow each other closely in the source: where each run starts, and the end. */
function groupNeighbours(index: ZipIndex, entries: Uint32Array): Uint32Array {
  const starts = new Uint32Array(entries.length + 1);
  let groupCount = 0;
  let groupStart = 0;
  let previous = Number.POSITIVE_INFINITY;
  entries.forEach((entry, i) => {
    const offset = index.localHeaderOffset(entry);
    if (offset < previous || offset + headerLength(index, entry) > groupStart + MAX_GROUP_BYTES) {
      starts[groupCount++] = i;
      groupStart = offset;
    }
    previous = offset;
  });
  starts[groupCount] = entries.length;
  return starts.subarray(0, groupCount + 1);
}

async function readHeaders(source: ByteSource, index: ZipIndex, members: Uint32Array): Promise<Uint8Array> {
  const first = members[0]!;
  const last = members.at(-1)!;
  return readRange(
    source,
    index.localHeaderOffset(first),
    index.localHeaderOffset(last) + headerLength(index, last),
  );
}

function headerLength(index: ZipIndex, entry: number): number {
  return LOCAL_HEADER.size + index.storedNameLength(entry);
}

/** Reads the local header of one entry, checks it and gives the offset of the entry's data. */
export async function readDataStart(source: ByteSource, index: ZipIndex, entry: number): Promise<number> {
  return checkLocalHeader(index, entry, await readHeaders(source, index, Uint32Array.of(entry))).dataStart;
}

interface LocalHeader {
  /** Offset of the entry's data in the source. */
  readonly dataStart: number;
  /**
   * It says otherwise than the directory whether a data descriptor follows or the name is UTF-8, or leaves a size to a
   * ZIP64 extra field that nobody has checked.
   */
  readonly needsReplacement: boolean;
}

function checkLocalHeader(index: ZipIndex, entry: number, header: Uint8Array): LocalHeader {
  const view = viewOf(header);
  const disagreement = compare(view, header, index, entry);
  if (disagreement !== undefined)
    throw entryError('CORRUPT_ENTRY', index, entry, `${disagreement}; the archive is damaged`);
  const dataStart =
    index.localHeaderOffset(entry) + header.length + view.getUint16(LOCAL_HEADER.extraFieldLength, true);
  if (dataStart + index.compressedSize(entry) > index.extentEnd(entry)) {
    throw entryError(
      'OVERLAPPING_ENTRIES',
      index,
      entry,
      `runs into what starts at offset ${index.extentEnd(entry)}`,
    );
  }
  const differingFlags = view.getUint16(LOCAL_HEADER.flags, true) ^ index.flags(entry);
  const needsReplacement =
    (differingFlags & (FLAG.dataDescriptor | FLAG.utf8)) !== 0 ||
    view.getUint32(LOCAL_HEADER.compressedSize, true) === UINT32_MAX ||
    view.getUint32(LOCAL_HEADER.uncompressedSize, true) === UINT32_MAX;
  return { dataStart, needsReplacement };
}

function compare(view: DataView, header: Uint8Array, index: ZipIndex, entry: number): string | undefined {
  const name = index.storedName(entry);
  if (view.getUint32(LOCAL_HEADER.signature, true) !== SIGNATURE.localHeader) {
    return `has no local header at offset ${index.localHeaderOffset(entry)}, where the directory says it is`;
  }
  if (view.getUint16(LOCAL_HEADER.fileNameLength, true) !== name.length || !endsWith(header, name)) {
    return 'goes by another name in its local header';
  }
  const flags = view.getUint16(LOCAL_HEADER.flags, true);
  if ((flags & (FLAG.encrypted | FLAG.strongEncryption | FLAG.maskedLocalHeader)) !== 0)
    return 'is encrypted by its local header, but not by the directory';
  const method = view.getUint16(LOCAL_HEADER.method, true);
  if (method !== index.method(entry))
    return `has compression method ${method} in its local header, ${index.method(entry)} in the directory`;
  // Where a data descriptor follows, sizes and CRC-32 may be left zero here (APPNOTE 4.4.4, bit 3); a saturated size
  // stands in a ZIP64 extra field, which is not read.
  const mayBeZero = (flags & FLAG.dataDescriptor) !== 0;
  const fields = [
    ['CRC-32', view.getUint32(LOCAL_HEADER.crc32, true), index.crc32(entry)],
    ['packed size', view.getUint32(LOCAL_HEADER.compressedSize, true), index.compressedSize(entry)],
    ['unpacked size', view.getUint32(LOCAL_HEADER.uncompressedSize, true), index.uncompressedSize(entry)],
  ] as const;
  for (const [field, local, central] of fields) {
    const isDeferred = (mayBeZero && local === 0) || (local === UINT32_MAX && field !== 'CRC-32');
    if (!isDeferred && local !== central)
      return `has ${field} ${local} in its local header, ${central} in the directory`;
  }
  return undefined;
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  const shift = bytes.length - end.length;
  return end.every((byte, i) => byte === bytes[shift + i]);
}
