// Field offsets of ZIP records, named as in PKWARE's APPNOTE 6.3.10. All numbers are little-endian.

export const UINT16_MAX = 0xffff;
export const UINT32_MAX = 0xffff_ffff;

export const SIGNATURE = {
  localHeader: 0x04034b50,
  centralHeader: 0x02014b50,
  endRecord: 0x06054b50,
  zip64EndRecord: 0x06064b50,
  zip64Locator: 0x07064b50,
  /** First bytes of the first volume of a split archive (APPNOTE 8.5.3). */
  spannedArchive: 0x08074b50,
} as const;

/** Local file header (APPNOTE 4.3.7): offset of each field, `size` without the variable fields; time and date are one. */
export const LOCAL_HEADER = {
  signature: 0,
  versionNeeded: 4,
  flags: 6,
  method: 8,
  lastModified: 10,
  crc32: 14,
  compressedSize: 18,
  uncompressedSize: 22,
  fileNameLength: 26,
  extraFieldLength: 28,
  size: 30,
} as const;

/** Central directory file header (APPNOTE 4.3.12). */
export const CENTRAL_HEADER = {
  signature: 0,
  versionMadeBy: 4,
  versionNeeded: 6,
  flags: 8,
  method: 10,
  lastModified: 12,
  crc32: 16,
  compressedSize: 20,
  uncompressedSize: 24,
  fileNameLength: 28,
  extraFieldLength: 30,
  fileCommentLength: 32,
  diskNumberStart: 34,
  internalFileAttributes: 36,
  externalFileAttributes: 38,
  localHeaderOffset: 42,
  size: 46,
} as const;

/** End of central directory record (APPNOTE 4.3.16). */
export const END_RECORD = {
  signature: 0,
  diskNumber: 4,
  directoryDisk: 6,
  entryCountOnDisk: 8,
  entryCount: 10,
  directorySize: 12,
  directoryOffset: 16,
  commentLength: 20,
  size: 22,
} as const;

/** ZIP64 end of central directory record (APPNOTE 4.3.14). */
export const ZIP64_END_RECORD = {
  signature: 0,
  recordSize: 4,
  versionMadeBy: 12,
  versionNeeded: 14,
  diskNumber: 16,
  directoryDisk: 20,
  entryCountOnDisk: 24,
  entryCount: 32,
  directorySize: 40,
  directoryOffset: 48,
  size: 56,
} as const;

/** ZIP64 end of central directory locator (APPNOTE 4.3.15). */
export const ZIP64_LOCATOR = {
  signature: 0,
  endRecordDisk: 4,
  endRecordOffset: 8,
  diskCount: 16,
  size: 20,
} as const;

/** General purpose bit flag (APPNOTE 4.4.4). */
export const FLAG = {
  encrypted: 1 << 0,
  dataDescriptor: 1 << 3,
  strongEncryption: 1 << 6,
  utf8: 1 << 11,
  maskedLocalHeader: 1 << 13,
} as const;

/** Compression method (APPNOTE 4.4.5). */
export const METHOD = { stored: 0, deflated: 8 } as const;

/** Header IDs of extra fields (APPNOTE 4.5.2, 4.6.1). */
export const EXTRA = { zip64: 0x0001, unicodePath: 0x7075 } as const;

/** Upper byte of version made by (APPNOTE 4.4.2.2), for systems with a Unix mode in external attributes. */
export const HOST = { unix: 3, darwin: 19 } as const;

/** The file type (`S_IFMT`) in a Unix mode, the upper 16 bits of external attributes. */
export const FILE_TYPE = {
  mask: 0o170000,
  fifo: 0o010000,
  characterDevice: 0o020000,
  blockDevice: 0o060000,
  symbolicLink: 0o120000,
} as const;

/** Version needed to extract (APPNOTE 4.4.3.2): 2.0 for plain entries, 4.5 for ZIP64. */
export const VERSION = { plain: 20, zip64: 45 } as const;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads an unsigned 64-bit number. Beyond 2^53 it is not exact, but so large that every check refuses it. */
export function getUint64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 0x1_0000_0000 + view.getUint32(offset, true);
}

export function setUint64(view: DataView, offset: number, value: number): void {
  view.setBigUint64(offset, BigInt(value), true);
}
