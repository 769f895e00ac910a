import { CENTRAL_HEADER, END_RECORD, EXTRA, LOCAL_HEADER, setUint64, SIGNATURE } from './records.ts';
import { UINT16_MAX, UINT32_MAX, VERSION, viewOf, ZIP64_END_RECORD, ZIP64_LOCATOR } from './records.ts';

/** EntryRecord holds the fields of an entry's headers. */
export interface EntryRecord {
  readonly versionMadeBy: number;
  /** A minimum; ZIP64 fields raise it. */
  readonly versionNeeded: number;
  readonly flags: number;
  readonly method: number;
  /** MS-DOS time in the lower 16 bits, date in the upper 16. */
  readonly lastModified: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly internalFileAttributes: number;
  readonly externalFileAttributes: number;
  readonly localHeaderOffset: number;
  readonly name: Uint8Array;
}

/** Writes a local file header (APPNOTE 4.3.7) with sizes, CRC-32 and, if needed, ZIP64 sizes. */
export function writeLocalHeader(entry: EntryRecord): Uint8Array {
  // APPNOTE 4.5.3: in a local header, the ZIP64 block must hold both sizes.
  const isZip64 = entry.compressedSize >= UINT32_MAX || entry.uncompressedSize >= UINT32_MAX;
  const extra = zip64Block(isZip64 ? [entry.uncompressedSize, entry.compressedSize] : []);
  const header = new Uint8Array(LOCAL_HEADER.size + entry.name.length + extra.length);
  const sizes = isZip64 ? { compressedSize: UINT32_MAX, uncompressedSize: UINT32_MAX } : entry;
  viewOf(header).setUint32(LOCAL_HEADER.signature, SIGNATURE.localHeader, true);
  setSharedFields(viewOf(header), entry, sizes, extra.length);
  header.set(entry.name, LOCAL_HEADER.size);
  header.set(extra, LOCAL_HEADER.size + entry.name.length);
  return header;
}

/** Writes a central directory file header (APPNOTE 4.3.12), with ZIP64 fields if needed. */
export function writeCentralHeader(entry: EntryRecord): Uint8Array {
  // APPNOTE 4.5.3: the block holds only the fields that are saturated, in this order.
  const numbers = [entry.uncompressedSize, entry.compressedSize, entry.localHeaderOffset];
  const extra = zip64Block(numbers.filter((value) => value >= UINT32_MAX));
  const header = new Uint8Array(CENTRAL_HEADER.size + entry.name.length + extra.length);
  const view = viewOf(header);
  view.setUint32(CENTRAL_HEADER.signature, SIGNATURE.centralHeader, true);
  view.setUint16(CENTRAL_HEADER.versionMadeBy, entry.versionMadeBy, true);
  const shared = header.subarray(CENTRAL_HEADER.versionNeeded - LOCAL_HEADER.versionNeeded);
  setSharedFields(viewOf(shared), entry, entry, extra.length);
  view.setUint16(CENTRAL_HEADER.internalFileAttributes, entry.internalFileAttributes, true);
  view.setUint32(CENTRAL_HEADER.externalFileAttributes, entry.externalFileAttributes, true);
  view.setUint32(CENTRAL_HEADER.localHeaderOffset, Math.min(entry.localHeaderOffset, UINT32_MAX), true);
  header.set(entry.name, CENTRAL_HEADER.size);
  header.set(extra, CENTRAL_HEADER.size + entry.name.length);
  return header;
}

/** Sets the fields that both headers share: from version needed to the length of the extra field. */
function setSharedFields(
  view: DataView,
  entry: EntryRecord,
  sizes: Pick<EntryRecord, 'compressedSize' | 'uncompressedSize'>,
  extraLength: number,
): void {
  const version = Math.max(entry.versionNeeded, extraLength > 0 ? VERSION.zip64 : VERSION.plain);
  view.setUint16(LOCAL_HEADER.versionNeeded, version, true);
  view.setUint16(LOCAL_HEADER.flags, entry.flags, true);
  view.setUint16(LOCAL_HEADER.method, entry.method, true);
  view.setUint32(LOCAL_HEADER.lastModified, entry.lastModified, true);
  view.setUint32(LOCAL_HEADER.crc32, entry.crc32, true);
  view.setUint32(LOCAL_HEADER.compressedSize, Math.min(sizes.compressedSize, UINT32_MAX), true);
  view.setUint32(LOCAL_HEADER.uncompressedSize, Math.min(sizes.uncompressedSize, UINT32_MAX), true);
  view.setUint16(LOCAL_HEADER.fileNameLength, entry.name.length, true);
  view.setUint16(LOCAL_HEADER.extraFieldLength, extraLength, true);
}

export interface DirectoryFacts {
  readonly entryCount: number;
  /** Offset and length of the central directory in bytes. */
  readonly directoryOffset: number;
  readonly directorySize: number;
}

/** Writes the end record (APPNOTE 4.3.16), after a ZIP64 record and locator if a field would not fit. */
export function writeEndRecords({ entryCount, directoryOffset, directorySize }: DirectoryFacts): Uint8Array {
  const isZip64 = entryCount >= UINT16_MAX || directoryOffset >= UINT32_MAX || directorySize >= UINT32_MAX;
  const zip64Size = isZip64 ? ZIP64_END_RECORD.size + ZIP64_LOCATOR.size : 0;
  const records = new Uint8Array(zip64Size + END_RECORD.size);
  if (isZip64) writeZip64EndRecords(viewOf(records), { entryCount, directoryOffset, directorySize });
  const view = viewOf(records.subarray(zip64Size));
  view.setUint32(END_RECORD.signature, SIGNATURE.endRecord, true);
  view.setUint16(END_RECORD.entryCountOnDisk, Math.min(entryCount, UINT16_MAX), true);
  view.setUint16(END_RECORD.entryCount, Math.min(entryCount, UINT16_MAX), true);
  view.setUint32(END_RECORD.directorySize, Math.min(directorySize, UINT32_MAX), true);
  view.setUint32(END_RECORD.directoryOffset, Math.min(directoryOffset, UINT32_MAX), true);
  return records;
}

function writeZip64EndRecords(view: DataView, facts: DirectoryFacts): void {
  const { entryCount, directoryOffset, directorySize } = facts;
  view.setUint32(ZIP64_END_RECORD.signature, SIGNATURE.zip64EndRecord, true);
  // The size counts what follows it (APPNOTE 4.3.14.1).
  setUint64(view, ZIP64_END_RECORD.recordSize, ZIP64_END_RECORD.size - ZIP64_END_RECORD.versionMadeBy);
  view.setUint16(ZIP64_END_RECORD.versionMadeBy, VERSION.zip64, true);
  view.setUint16(ZIP64_END_RECORD.versionNeeded, VERSION.zip64, true);
  setUint64(view, ZIP64_END_RECORD.entryCountOnDisk, entryCount);
  setUint64(view, ZIP64_END_RECORD.entryCount, entryCount);
  setUint64(view, ZIP64_END_RECORD.directorySize, directorySize);
  setUint64(view, ZIP64_END_RECORD.directoryOffset, directoryOffset);
  const locator = ZIP64_END_RECORD.size;
  view.setUint32(locator + ZIP64_LOCATOR.signature, SIGNATURE.zip64Locator, true);
  setUint64(view, locator + ZIP64_LOCATOR.endRecordOffset, directoryOffset + directorySize);
  view.setUint32(locator + ZIP64_LOCATOR.diskCount, 1, true);
}

/** A ZIP64 extra field with these numbers; empty if there are none. */
function zip64Block(values: readonly number[]): Uint8Array {
  const block = new Uint8Array(values.length === 0 ? 0 : 4 + values.length * 8);
  if (values.length === 0) return block;
  const view = viewOf(block);
  view.setUint16(0, EXTRA.zip64, true);
  view.setUint16(2, values.length * 8, true);
  for (const [i, value] of values.entries()) setUint64(view, 4 + i * 8, value);
  return block;
}
