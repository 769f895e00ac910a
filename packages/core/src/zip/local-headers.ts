import { concurrently } from '../concurrently.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import type { Progress } from '../ports/progress.ts';
import { EXTRA, FLAG, LOCAL_HEADER, SIGNATURE, UINT32_MAX, viewOf } from './records.ts';
import { entryError } from './entry-error.ts';
import { findExtraField } from './extra-field.ts';
import type { ZipIndex } from './zip-index.ts';

/** Reads in flight: enough to hide a disk's latency, few enough to keep its queue short. */
const CONCURRENCY = 16;
/** Headers that lie together in so many bytes are read at once: a million tiny entries would cost as many reads. */
const MAX_GROUP_BYTES = 16 * 1024;
/** Bytes read behind a name, if there is room for an extra field: Info-ZIP's have 28, longer ones take another read. */
const EXTRA_PROBE_BYTES = 64;
const REPORT_EVERY = 4096;

export interface CheckLocalHeadersOptions {
  readonly progress: Progress;
  /** Reads only the headers of entries that get a new one, and of the first, the middle and the last. */
  readonly isSampled?: boolean;
  /** Tells which entries get a new local header whatever their old one says. */
  readonly needsNewLocalHeader: (entry: number) => boolean;
}

/**
 * Compares the local headers of entries with the directory, and gives where the data starts of those that need a new
 * local header: because the caller says so, or because readers may stumble over the old one.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 */
export async function checkLocalHeaders(
  source: ByteSource,
  index: ZipIndex,
  usedEntries: Uint32Array,
  { progress, isSampled = false, needsNewLocalHeader }: CheckLocalHeadersOptions,
): Promise<Map<number, number>> {
  const entries = isSampled ? sample(usedEntries, needsNewLocalHeader) : usedEntries;
  const groups = groupNeighbours(index, entries);
  const dataStarts = new Map<number, number>();
  let done = 0;
  const idleBuffers: Uint8Array[] = [];
  await concurrently(groups.length - 1, CONCURRENCY, async (group) => {
    const members = entries.subarray(groups[group], groups[group + 1]);
    const buffer = idleBuffers.pop() ?? new Uint8Array(MAX_GROUP_BYTES);
    const bytes = await readHeaders(source, index, members, buffer);
    const view = viewOf(bytes);
    const start = index.localHeaderOffset(members[0]!);
    for (const entry of members) {
      const position = index.localHeaderOffset(entry) - start;
      const { dataStart, extraStart, needsReplacement } = checkLocalHeader(index, entry, view, position);
      const extra =
        dataStart - start <= bytes.length
          ? bytes.subarray(extraStart - start, dataStart - start)
          : await readRange(source, extraStart, dataStart);
      // The directory says what an entry is called. Readers that go by local headers must not find another name.
      const isRenamed = findExtraField(extra, EXTRA.unicodePath) !== undefined;
      if (isRenamed || needsReplacement || needsNewLocalHeader(entry)) dataStarts.set(entry, dataStart);
      if (++done % REPORT_EVERY === 0) progress.report('check', done, entries.length);
    }
    idleBuffers.push(buffer);
  });
  progress.report('check', entries.length, entries.length);
  return dataStarts;
}

function sample(entries: Uint32Array, needsNewLocalHeader: (entry: number) => boolean): Uint32Array {
  const sampled = [0, entries.length >>> 1, entries.length - 1];
  return entries.filter((entry, i) => sampled.includes(i) || needsNewLocalHeader(entry));
}

/** Cuts `entries` into runs that follow each other closely in the source: where each run starts, and the end. */
function groupNeighbours(index: ZipIndex, entries: Uint32Array): Uint32Array {
  const starts = new Uint32Array(entries.length + 1);
  let groupCount = 0;
  let groupStart = 0;
  let previous = Number.POSITIVE_INFINITY;
  entries.forEach((entry, i) => {
    const offset = index.localHeaderOffset(entry);
    if (offset < previous || probeEnd(index, entry) > groupStart + MAX_GROUP_BYTES) {
      starts[groupCount++] = i;
      groupStart = offset;
    }
    previous = offset;
  });
  starts[groupCount] = entries.length;
  return starts.subarray(0, groupCount + 1);
}

/** Reads the headers of neighbours into the buffer, or into a larger one where a name is very long. */
async function readHeaders(
  source: ByteSource,
  index: ZipIndex,
  members: Uint32Array,
  buffer: Uint8Array,
): Promise<Uint8Array> {
  const start = index.localHeaderOffset(members[0]!);
  const length = probeEnd(index, members.at(-1)!) - start;
  const target = length <= buffer.length ? buffer.subarray(0, length) : new Uint8Array(length);
  await source.read(target, start);
  return target;
}

function headerLength(index: ZipIndex, entry: number): number {
  return LOCAL_HEADER.size + index.storedNameLength(entry);
}

/** Where the bytes end that are read of an entry: its header, and what is likely to be all of its extra field. */
function probeEnd(index: ZipIndex, entry: number): number {
  const headerEnd = index.localHeaderOffset(entry) + headerLength(index, entry);
  const slack = index.extentEnd(entry) - headerEnd - index.compressedSize(entry);
  return headerEnd + Math.min(Math.max(slack, 0), EXTRA_PROBE_BYTES);
}

/** Reads the local header of one entry, checks it and gives the offset of the entry's data. */
export async function readDataStart(source: ByteSource, index: ZipIndex, entry: number): Promise<number> {
  const start = index.localHeaderOffset(entry);
  const header = await readRange(source, start, start + headerLength(index, entry));
  return checkLocalHeader(index, entry, viewOf(header), 0).dataStart;
}

interface LocalHeader {
  /** Offset of the local extra field in the source: it ends where the data starts. */
  readonly extraStart: number;
  /** Offset of the entry's data in the source. */
  readonly dataStart: number;
  /**
   * It says otherwise than the directory whether a data descriptor follows or the name is UTF-8, or leaves a size to a
   * ZIP64 extra field that nobody has checked.
   */
  readonly needsReplacement: boolean;
}

/** Checks the local header that starts at `position` of what `view` shows. */
function checkLocalHeader(index: ZipIndex, entry: number, view: DataView, position: number): LocalHeader {
  const disagreement = compare(view, position, index, entry);
  if (disagreement !== undefined)
    throw entryError('CORRUPT_ENTRY', index, entry, `${disagreement}; the archive is damaged`);
  const extraLength = view.getUint16(position + LOCAL_HEADER.extraFieldLength, true);
  const extraStart = index.localHeaderOffset(entry) + headerLength(index, entry);
  const dataStart = extraStart + extraLength;
  if (dataStart + index.compressedSize(entry) > index.extentEnd(entry)) {
    throw entryError(
      'OVERLAPPING_ENTRIES',
      index,
      entry,
      `runs into what starts at offset ${index.extentEnd(entry)}`,
    );
  }
  const differingFlags = view.getUint16(position + LOCAL_HEADER.flags, true) ^ index.flags(entry);
  const needsReplacement =
    (differingFlags & (FLAG.dataDescriptor | FLAG.utf8)) !== 0 ||
    view.getUint32(position + LOCAL_HEADER.compressedSize, true) === UINT32_MAX ||
    view.getUint32(position + LOCAL_HEADER.uncompressedSize, true) === UINT32_MAX;
  return { extraStart, dataStart, needsReplacement };
}

function compare(view: DataView, position: number, index: ZipIndex, entry: number): string | undefined {
  if (view.getUint32(position + LOCAL_HEADER.signature, true) !== SIGNATURE.localHeader) {
    return `has no local header at offset ${index.localHeaderOffset(entry)}, where the directory says it is`;
  }
  const nameLength = view.getUint16(position + LOCAL_HEADER.fileNameLength, true);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (
    nameLength !== index.storedNameLength(entry) ||
    !index.hasStoredName(entry, bytes, position + LOCAL_HEADER.size)
  ) {
    return 'goes by another name in its local header';
  }
  const flags = view.getUint16(position + LOCAL_HEADER.flags, true);
  if ((flags & (FLAG.encrypted | FLAG.strongEncryption | FLAG.maskedLocalHeader)) !== 0)
    return 'is encrypted by its local header, but not by the directory';
  const method = view.getUint16(position + LOCAL_HEADER.method, true);
  if (method !== index.method(entry))
    return `has compression method ${method} in its local header, ${index.method(entry)} in the directory`;
  return (
    compareField('CRC-32', view.getUint32(position + LOCAL_HEADER.crc32, true), index.crc32(entry), flags) ??
    compareField(
      'packed size',
      view.getUint32(position + LOCAL_HEADER.compressedSize, true),
      index.compressedSize(entry),
      flags,
    ) ??
    compareField(
      'unpacked size',
      view.getUint32(position + LOCAL_HEADER.uncompressedSize, true),
      index.uncompressedSize(entry),
      flags,
    )
  );
}

/**
 * Where a data descriptor follows, sizes and CRC-32 may be left zero (APPNOTE 4.4.4, bit 3); a saturated size stands in
 * a ZIP64 extra field, which is not read.
 */
function compareField(name: string, local: number, central: number, flags: number): string | undefined {
  if (local === central) return undefined;
  if (local === 0 && (flags & FLAG.dataDescriptor) !== 0) return undefined;
  if (local === UINT32_MAX && name !== 'CRC-32') return undefined;
  return `has ${name} ${local} in its local header, ${central} in the directory`;
}
