import { outputName } from '../plan/output-name.ts';
import type { PlanContents } from '../plan/plan.ts';
import { FLAG, UINT32_MAX } from '../zip/records.ts';
import { writeCentralHeader, writeLocalHeader, type EntryRecord } from '../zip/write-records.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import type { LayoutBuilder } from './layout-builder.ts';

const encoder = new TextEncoder();

/** What the directory needs of a laid out image: its new central header, or the offset to put into a copied one. */
export type ImageRecord = Uint8Array | number;

/**
 * Adds the entries' bytes to the layout in the order of the source, and gives their records in the order of `entries`.
 *
 * An entry is copied with its local header and whatever stands up to the next entry, unless it needs another header;
 * then its data alone is copied after a new one, which has sizes and CRC-32, so that no data descriptor is needed.
 */
export function layOutImages(
  contents: PlanContents,
  entries: readonly number[],
  dataStarts: ReadonlyMap<number, number>,
  builder: LayoutBuilder,
): ImageRecord[] {
  const { index } = contents;
  const offsets = Float64Array.from(entries, (entry) => index.localHeaderOffset(entry));
  const bySourceOffset = Uint32Array.from(entries.keys()).sort((a, b) => offsets[a]! - offsets[b]!);
  const records = new Array<ImageRecord>(entries.length);
  for (const position of bySourceOffset) {
    const entry = entries[position]!;
    const dataStart = dataStarts.get(entry);
    records[position] =
      dataStart === undefined
        ? copyImage(index, entry, builder)
        : rebuildImage(contents, entry, dataStart, builder);
  }
  return records;
}

function copyImage(index: ZipIndex, entry: number, builder: LayoutBuilder): ImageRecord {
  const offset = builder.size;
  builder.addRange(index.localHeaderOffset(entry), index.extentEnd(entry));
  if (index.hasBareCentralHeader(entry) && offset < UINT32_MAX) return offset;
  return writeCentralHeader({ ...recordOf(index, entry, offset), name: index.storedName(entry) });
}

function rebuildImage(
  { index, respellings }: PlanContents,
  entry: number,
  dataStart: number,
  builder: LayoutBuilder,
): Uint8Array {
  const record = renamed(
    recordOf(index, entry, builder.size),
    outputName(index, entry, respellings.get(entry)),
  );
  builder.addBytes(writeLocalHeader(record));
  builder.addRange(dataStart, dataStart + record.compressedSize);
  return writeCentralHeader(record);
}

/**
 * What the central header of an entry says, but for its extra field and comment: nobody knows what they may hold, and times
 * and owners, the good they do, stand in a copied local header, too.
 */
function recordOf(index: ZipIndex, entry: number, localHeaderOffset: number): Omit<EntryRecord, 'name'> {
  return {
    versionMadeBy: index.versionMadeBy(entry),
    versionNeeded: index.versionNeeded(entry),
    flags: index.flags(entry),
    method: index.method(entry),
    lastModified: index.lastModified(entry),
    crc32: index.crc32(entry),
    compressedSize: index.compressedSize(entry),
    uncompressedSize: index.uncompressedSize(entry),
    internalFileAttributes: index.internalFileAttributes(entry),
    externalFileAttributes: index.externalFileAttributes(entry),
    localHeaderOffset,
  };
}

function renamed(record: Omit<EntryRecord, 'name'>, name: string): EntryRecord {
  const bytes = encoder.encode(name);
  const isAscii = bytes.length === name.length;
  const flags = record.flags & ~(FLAG.dataDescriptor | FLAG.utf8);
  return { ...record, flags: isAscii ? flags : flags | FLAG.utf8, name: bytes };
}
