import { outputName } from '../plan/output-name.ts';
import type { PlanContents } from '../plan/plan.ts';
import { CENTRAL_HEADER, FLAG, UINT32_MAX, viewOf } from '../zip/records.ts';
import { writeCentralHeader, writeLocalHeader, type EntryRecord } from '../zip/write-records.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import type { LayoutBuilder } from './layout-builder.ts';

const encoder = new TextEncoder();

/**
 * Adds entries to the layout in the order of the source, and returns their central headers in the order of `entries`.
 *
 * An entry is copied with its local header and all bytes up to the next entry, unless it needs a new local header: then
 * only its data follows that. The new header has sizes and CRC-32, so no data descriptor is needed.
 */
export function layOutImages(
  contents: PlanContents,
  entries: readonly number[],
  dataStarts: ReadonlyMap<number, number>,
  builder: LayoutBuilder,
): Uint8Array[] {
  const { index } = contents;
  const offsets = Float64Array.from(entries, (entry) => index.localHeaderOffset(entry));
  const bySourceOffset = Uint32Array.from(entries.keys()).sort((a, b) => offsets[a]! - offsets[b]!);
  const headers = new Array<Uint8Array>(entries.length);
  for (const position of bySourceOffset) {
    const entry = entries[position]!;
    const dataStart = dataStarts.get(entry);
    headers[position] =
      dataStart === undefined
        ? copyImage(index, entry, builder)
        : rebuildImage(contents, entry, dataStart, builder);
  }
  return headers;
}

function copyImage(index: ZipIndex, entry: number, builder: LayoutBuilder): Uint8Array {
  const offset = builder.size;
  builder.addRange(index.localHeaderOffset(entry), index.extentEnd(entry));
  if (!index.hasBareCentralHeader(entry) || offset >= UINT32_MAX)
    return writeCentralHeader({ ...index.record(entry), localHeaderOffset: offset });
  const header = index.centralHeader(entry).slice();
  viewOf(header).setUint32(CENTRAL_HEADER.localHeaderOffset, offset, true);
  return header;
}

function rebuildImage(
  { index, respellings }: PlanContents,
  entry: number,
  dataStart: number,
  builder: LayoutBuilder,
): Uint8Array {
  const record = {
    ...renamed(index.record(entry), outputName(index, entry, respellings.get(entry))),
    localHeaderOffset: builder.size,
  };
  builder.addBytes(writeLocalHeader(record));
  builder.addRange(dataStart, dataStart + record.compressedSize);
  return writeCentralHeader(record);
}

function renamed(record: EntryRecord, name: string): EntryRecord {
  const bytes = encoder.encode(name);
  const isAscii = bytes.length === name.length;
  const flags = record.flags & ~(FLAG.dataDescriptor | FLAG.utf8);
  return { ...record, flags: isAscii ? flags : flags | FLAG.utf8, name: bytes };
}
