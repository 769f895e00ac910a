/**
 * The records of a ZIP, written field by field as given: nothing is checked or corrected, so that a test can write any lie.
 * Independent of the product's own code on purpose.
 */

export const maxUint16 = 0xffff;
export const maxUint32 = 0xffffffff;

export const signatures = {
  localHeader: 0x04034b50,
  dataDescriptor: 0x08074b50,
  centralRecord: 0x02014b50,
  zip64EndRecord: 0x06064b50,
  zip64Locator: 0x07064b50,
  endRecord: 0x06054b50,
} as const;

export interface LocalHeaderFields {
  signature: number;
  versionNeeded: number;
  flags: number;
  method: number;
  time: number;
  date: number;
  crc32: number;
  compressedSize: number;
  uncompressedSize: number;
  name: Uint8Array;
  extra: Uint8Array;
  /** @default the length of `name` */
  nameLength?: number;
  /** @default the length of `extra` */
  extraLength?: number;
}

export interface CentralRecordFields extends LocalHeaderFields {
  versionMadeBy: number;
  comment: Uint8Array;
  /** @default the length of `comment` */
  commentLength?: number;
  diskNumberStart: number;
  internalAttributes: number;
  externalAttributes: number;
  localHeaderOffset: number;
}

export interface Zip64EndRecordFields {
  signature: number;
  /** Size of the remaining record, @default 44 + extensible data */
  recordSize: number | bigint;
  versionMadeBy: number;
  versionNeeded: number;
  diskNumber: number;
  centralDirectoryDisk: number;
  entriesOnDisk: number | bigint;
  totalEntries: number | bigint;
  centralDirectorySize: number | bigint;
  centralDirectoryOffset: number | bigint;
  extensibleData: Uint8Array;
}

export interface Zip64LocatorFields {
  signature: number;
  zip64EndRecordDisk: number;
  zip64EndRecordOffset: number | bigint;
  totalDisks: number;
}

export interface EndRecordFields {
  signature: number;
  diskNumber: number;
  centralDirectoryDisk: number;
  entriesOnDisk: number;
  totalEntries: number;
  centralDirectorySize: number;
  centralDirectoryOffset: number;
  comment: Uint8Array;
  /** @default the length of `comment` */
  commentLength?: number;
}

// APPNOTE 4.3.7
export function localHeader(fields: LocalHeaderFields): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(fields.signature, 0); // 0 - local file header signature
  header.writeUInt16LE(fields.versionNeeded, 4); // 4 - version needed to extract
  header.writeUInt16LE(fields.flags, 6); // 6 - general purpose bit flag
  header.writeUInt16LE(fields.method, 8); // 8 - compression method
  header.writeUInt16LE(fields.time, 10); // 10 - last mod file time
  header.writeUInt16LE(fields.date, 12); // 12 - last mod file date
  header.writeUInt32LE(fields.crc32, 14); // 14 - crc-32
  header.writeUInt32LE(fields.compressedSize, 18); // 18 - compressed size
  header.writeUInt32LE(fields.uncompressedSize, 22); // 22 - uncompressed size
  header.writeUInt16LE(fields.nameLength ?? fields.name.length, 26); // 26 - file name length
  header.writeUInt16LE(fields.extraLength ?? fields.extra.length, 28); // 28 - extra field length
  return Buffer.concat([header, fields.name, fields.extra]); // 30 - file name, extra field
}

// APPNOTE 4.3.12
export function centralRecord(fields: CentralRecordFields): Buffer<ArrayBuffer> {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(fields.signature, 0); // 0 - central file header signature
  record.writeUInt16LE(fields.versionMadeBy, 4); // 4 - version made by
  record.writeUInt16LE(fields.versionNeeded, 6); // 6 - version needed to extract
  record.writeUInt16LE(fields.flags, 8); // 8 - general purpose bit flag
  record.writeUInt16LE(fields.method, 10); // 10 - compression method
  record.writeUInt16LE(fields.time, 12); // 12 - last mod file time
  record.writeUInt16LE(fields.date, 14); // 14 - last mod file date
  record.writeUInt32LE(fields.crc32, 16); // 16 - crc-32
  record.writeUInt32LE(fields.compressedSize, 20); // 20 - compressed size
  record.writeUInt32LE(fields.uncompressedSize, 24); // 24 - uncompressed size
  record.writeUInt16LE(fields.nameLength ?? fields.name.length, 28); // 28 - file name length
  record.writeUInt16LE(fields.extraLength ?? fields.extra.length, 30); // 30 - extra field length
  record.writeUInt16LE(fields.commentLength ?? fields.comment.length, 32); // 32 - file comment length
  record.writeUInt16LE(fields.diskNumberStart, 34); // 34 - disk number start
  record.writeUInt16LE(fields.internalAttributes, 36); // 36 - internal file attributes
  record.writeUInt32LE(fields.externalAttributes, 38); // 38 - external file attributes
  record.writeUInt32LE(fields.localHeaderOffset, 42); // 42 - relative offset of local header
  return Buffer.concat([record, fields.name, fields.extra, fields.comment]); // 46 - file name, extra field, file comment
}

// APPNOTE 4.3.9: the signature is optional, the sizes are of 8 bytes in ZIP64
export function dataDescriptor(fields: {
  signed: boolean;
  zip64: boolean;
  crc32: number;
  compressedSize: number;
  uncompressedSize: number;
}): Buffer<ArrayBuffer> {
  const size = fields.zip64 ? uint64 : uint32;
  return Buffer.concat([
    fields.signed ? uint32(signatures.dataDescriptor) : Buffer.alloc(0), // 0 - signature, if any
    uint32(fields.crc32), // 4 - crc-32
    size(fields.compressedSize), // 8 - compressed size
    size(fields.uncompressedSize), // 12 or 16 - uncompressed size
  ]);
}

// APPNOTE 4.3.14
export function zip64EndRecord(fields: Zip64EndRecordFields): Buffer<ArrayBuffer> {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(fields.signature, 0); // 0 - zip64 end of central dir signature
  record.writeBigUInt64LE(BigInt(fields.recordSize), 4); // 4 - size of the remaining record
  record.writeUInt16LE(fields.versionMadeBy, 12); // 12 - version made by
  record.writeUInt16LE(fields.versionNeeded, 14); // 14 - version needed to extract
  record.writeUInt32LE(fields.diskNumber, 16); // 16 - number of this disk
  record.writeUInt32LE(fields.centralDirectoryDisk, 20); // 20 - disk with the start of the central directory
  record.writeBigUInt64LE(BigInt(fields.entriesOnDisk), 24); // 24 - number of entries on this disk
  record.writeBigUInt64LE(BigInt(fields.totalEntries), 32); // 32 - total number of entries
  record.writeBigUInt64LE(BigInt(fields.centralDirectorySize), 40); // 40 - size of the central directory
  record.writeBigUInt64LE(BigInt(fields.centralDirectoryOffset), 48); // 48 - offset of the central directory
  return Buffer.concat([record, fields.extensibleData]); // 56 - zip64 extensible data sector
}

// APPNOTE 4.3.15
export function zip64Locator(fields: Zip64LocatorFields): Buffer<ArrayBuffer> {
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(fields.signature, 0); // 0 - zip64 end of central dir locator signature
  locator.writeUInt32LE(fields.zip64EndRecordDisk, 4); // 4 - disk with the zip64 end record
  locator.writeBigUInt64LE(BigInt(fields.zip64EndRecordOffset), 8); // 8 - offset of the zip64 end record
  locator.writeUInt32LE(fields.totalDisks, 16); // 16 - total number of disks
  return locator;
}

// APPNOTE 4.3.16
export function endRecord(fields: EndRecordFields): Buffer<ArrayBuffer> {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(fields.signature, 0); // 0 - end of central dir signature
  record.writeUInt16LE(fields.diskNumber, 4); // 4 - number of this disk
  record.writeUInt16LE(fields.centralDirectoryDisk, 6); // 6 - disk with the start of the central directory
  record.writeUInt16LE(fields.entriesOnDisk, 8); // 8 - number of entries on this disk
  record.writeUInt16LE(fields.totalEntries, 10); // 10 - total number of entries
  record.writeUInt32LE(fields.centralDirectorySize, 12); // 12 - size of the central directory
  record.writeUInt32LE(fields.centralDirectoryOffset, 16); // 16 - offset of the central directory
  record.writeUInt16LE(fields.commentLength ?? fields.comment.length, 20); // 20 - comment length
  return Buffer.concat([record, fields.comment]); // 22 - comment
}

// APPNOTE 4.5.1
export function extraField(headerId: number, data: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.concat([
    uint16(headerId), // 0 - header id
    uint16(data.length), // 2 - data size
    data, // 4 - data
  ]);
}

// APPNOTE 4.6.9: Info-ZIP Unicode Path
export function unicodePathExtra(headerNameCrc32: number, name: string): Buffer<ArrayBuffer> {
  return extraField(
    0x7075,
    Buffer.concat([
      Buffer.from([1]), // 0 - version
      uint32(headerNameCrc32), // 1 - crc-32 of the name in the header
      Buffer.from(name, 'utf8'), // 5 - name in UTF-8
    ]),
  );
}

function uint16(value: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function uint32(value: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: number | bigint): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
