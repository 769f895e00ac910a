import { crc32, deflateRawSync } from 'node:zlib';
import { PieceWriter, type Piece } from './piece-writer.ts';
import { toBytes } from './to-bytes.ts';
import { writeEndRecords } from './write-end-records.ts';
import type { Zip64Field, ZipEntryMap, ZipEntryOptions, ZipMap, ZipOptions } from './zip-options.ts';
import {
  centralRecord,
  dataDescriptor,
  extraField,
  localHeader,
  maxUint16,
  maxUint32,
  signatures,
  uint32,
  uint64,
  unicodePathExtra,
} from './zip-records.ts';

export interface ZipLayout {
  /** In order, not overlapping; what lies between them is holes. */
  pieces: Piece[];
  map: ZipMap;
}

/** The CRC-32 of a body without bytes at `start`. */
export type HoleCrc32 = (start: number, size: number) => number;

/** An entry with its defaults filled in. */
interface PreparedEntry {
  options: ZipEntryOptions;
  name: Uint8Array;
  flags: number;
  method: number;
  hasDescriptor: boolean;
  hasLocalZip64: boolean;
  data: Uint8Array;
  body: Uint8Array;
  compressedSize: number;
  uncompressedSize: number;
}

interface WrittenEntry {
  prepared: PreparedEntry;
  map: ZipEntryMap;
  /** What the central record gives as the local header's offset. */
  storedOffset: number;
}

/** Lays out any ZIP, good or hostile, as pieces: those who need bytes join them, sparse sources keep the holes. */
export function layOutZip(
  entries: readonly ZipEntryOptions[],
  options: ZipOptions,
  holeCrc32: HoleCrc32,
): ZipLayout {
  const writer = new PieceWriter();
  writer.appendGap(options.prefix);
  const base = (options.adjustOffsets ?? true) ? 0 : writer.position;
  const written = entries.map((entry) => writeBody(writer, entry, base, holeCrc32));
  writer.appendGap(options.gapBeforeDirectory);

  const centralDirectoryOffset = writer.position;
  const centralRecords = (options.centralOrder ?? written.map((_, index) => index)).map((index) => {
    const entry = written[index];
    if (entry === undefined) throw new RangeError(`centralOrder: no entry ${index}`);
    const offset = writer.position;
    writer.append(centralRecordOf(entry));
    return { entry: index, offset, size: writer.position - offset };
  });
  const centralDirectorySize = writer.position - centralDirectoryOffset;
  const directory = { centralDirectoryOffset, centralDirectorySize, totalEntries: centralRecords.length };
  const ends = writeEndRecords(writer, directory, options, base);
  writer.appendGap(options.trailing);

  return {
    pieces: writer.pieces,
    map: {
      entries: written.map((entry) => entry.map),
      centralRecords,
      centralDirectoryOffset,
      centralDirectorySize,
      ...ends,
      size: writer.position,
    },
  };
}

function prepareEntry(options: ZipEntryOptions): PreparedEntry {
  const name = toBytes(options.name);
  const method = options.method ?? 0;
  const hasDescriptor = (options.dataDescriptor ?? 'none') !== 'none';
  const utf8 = options.utf8 ?? (typeof options.name === 'string' && name.length !== options.name.length);
  const flags = options.flags ?? (hasDescriptor ? 1 << 3 : 0) + (utf8 ? 1 << 11 : 0);
  const data = toBytes(options.data ?? '');
  const body = options.rawData ?? (method === 8 ? deflateRawSync(data) : data);
  const compressedSize = options.holeBytes ?? body.length;
  const uncompressedSize = options.holeBytes ?? data.length;
  const hasLocalZip64 = options.zip64?.local ?? Math.max(compressedSize, uncompressedSize) >= maxUint32;
  const sizes = { compressedSize, uncompressedSize };
  return { options, name, flags, method, hasDescriptor, hasLocalZip64, data, body, ...sizes };
}

function writeBody(
  writer: PieceWriter,
  options: ZipEntryOptions,
  base: number,
  holeCrc32: HoleCrc32,
): WrittenEntry {
  const prepared = prepareEntry(options);
  const { compressedSize, uncompressedSize, hasDescriptor, hasLocalZip64 } = prepared;
  writer.appendGap(options.gapBefore);
  const localHeaderOffset = writer.position;
  // The length of the header doesn't depend on the CRC, which for a hole depends on where the body begins.
  const dataOffset = localHeaderOffset + localHeaderOf(prepared, 0).length;
  const { holeBytes } = options;
  const checksum = holeBytes === undefined ? crc32(prepared.data) : holeCrc32(dataOffset, holeBytes);

  writer.append(localHeaderOf(prepared, checksum));
  writer.appendGap(holeBytes ?? prepared.body);
  const dataDescriptorOffset = writer.position;
  if (hasDescriptor) {
    const signed = options.dataDescriptor === 'signed';
    writer.append(
      dataDescriptor({
        signed,
        zip64: hasLocalZip64,
        crc32: checksum,
        compressedSize,
        uncompressedSize,
      }),
    );
  }

  const map: ZipEntryMap = {
    localHeaderOffset,
    dataOffset,
    compressedSize,
    uncompressedSize,
    crc32: checksum,
    dataDescriptorOffset,
    endOffset: writer.position,
  };
  return { prepared, map, storedOffset: localHeaderOffset - base };
}

function localHeaderOf(entry: PreparedEntry, checksum: number): Uint8Array {
  const { options, name, flags, method, hasDescriptor, hasLocalZip64 } = entry;
  const compressedSize = hasDescriptor ? 0 : entry.compressedSize;
  const uncompressedSize = hasDescriptor ? 0 : entry.uncompressedSize;
  // APPNOTE 4.5.3: in a local header the extra must hold both sizes
  const zip64Extra = extraField(0x0001, Buffer.concat([uint64(uncompressedSize), uint64(compressedSize)]));
  return localHeader({
    signature: signatures.localHeader,
    versionNeeded: hasLocalZip64 ? 45 : 20,
    flags,
    method,
    ...dosDateTime(options.modified),
    crc32: hasDescriptor ? 0 : checksum,
    compressedSize: hasLocalZip64 ? maxUint32 : compressedSize,
    uncompressedSize: hasLocalZip64 ? maxUint32 : uncompressedSize,
    name,
    extra: Buffer.concat([
      hasLocalZip64 ? zip64Extra : Buffer.alloc(0),
      unicodePathOf(options, name),
      options.localExtra ?? Buffer.alloc(0),
    ]),
    ...options.local,
  });
}

function centralRecordOf({ prepared, map, storedOffset }: WrittenEntry): Uint8Array {
  const { options, name, flags, method, compressedSize, uncompressedSize } = prepared;
  const truth = { uncompressedSize, compressedSize, localHeaderOffset: storedOffset, diskNumberStart: 0 };
  const inExtra = options.zip64?.central ?? zip64Fields.filter((field) => truth[field] >= maxUint32);
  const saturated = options.zip64?.saturated ?? true;
  const inRecord = (field: Zip64Field, max = maxUint32): number =>
    saturated && inExtra.includes(field) ? max : truth[field];

  const extras = [unicodePathOf(options, name), options.centralExtra ?? Buffer.alloc(0)];
  const zip64Extra = centralZip64Extra(inExtra, { ...truth, ...options.zip64?.values });
  if (inExtra.length > 0) extras.splice(options.zip64?.last ? extras.length : 0, 0, zip64Extra);
  return centralRecord({
    signature: signatures.centralRecord,
    versionMadeBy: 0x031e, // Unix, 3.0
    versionNeeded: inExtra.length > 0 ? 45 : 20,
    flags,
    method,
    ...dosDateTime(options.modified),
    crc32: map.crc32,
    compressedSize: inRecord('compressedSize'),
    uncompressedSize: inRecord('uncompressedSize'),
    name,
    extra: Buffer.concat(extras),
    comment: toBytes(options.comment ?? ''),
    diskNumberStart: inRecord('diskNumberStart', maxUint16),
    internalAttributes: 0,
    externalAttributes: options.externalAttributes ?? 0o100644 * 2 ** 16,
    localHeaderOffset: inRecord('localHeaderOffset'),
    ...options.central,
  });
}

// APPNOTE 4.5.3: the order is fixed
const zip64Fields: readonly Zip64Field[] = [
  'uncompressedSize',
  'compressedSize',
  'localHeaderOffset',
  'diskNumberStart',
];

function centralZip64Extra(
  fields: readonly Zip64Field[],
  values: Record<Zip64Field, number | bigint>,
): Uint8Array {
  const write = (field: Zip64Field): Uint8Array =>
    field === 'diskNumberStart' ? uint32(Number(values[field])) : uint64(values[field]);
  return extraField(0x0001, Buffer.concat(zip64Fields.filter((field) => fields.includes(field)).map(write)));
}

function unicodePathOf(entry: ZipEntryOptions, name: Uint8Array): Uint8Array {
  if (entry.unicodePath === undefined) return Buffer.alloc(0);
  if (typeof entry.unicodePath === 'string') return unicodePathExtra(crc32(name), entry.unicodePath);
  return unicodePathExtra(entry.unicodePath.crc32, entry.unicodePath.name);
}

// APPNOTE 4.4.6: MS-DOS date and time, two seconds exact
function dosDateTime(modified = new Date('2025-01-02T03:04:06Z')): { date: number; time: number } {
  return {
    date:
      (modified.getUTCFullYear() - 1980) * 512 + (modified.getUTCMonth() + 1) * 32 + modified.getUTCDate(),
    time:
      modified.getUTCHours() * 2048 +
      modified.getUTCMinutes() * 32 +
      Math.floor(modified.getUTCSeconds() / 2),
  };
}
