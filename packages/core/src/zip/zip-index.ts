import { decodeEntryName } from './entry-name.ts';
import { findExtraField } from './extra-field.ts';
import { CENTRAL_HEADER, EXTRA, FILE_TYPE, getUint64, HOST } from './records.ts';
import { UINT16_MAX, UINT32_MAX, viewOf } from './records.ts';
import type { EntryRecord } from './write-records.ts';

/** The columns of an index: one number per entry, in directory order. */
export interface ZipIndexColumns {
  /** Where each entry's record starts in the directory, and where the last ends. */
  readonly recordStarts: Uint32Array;
  /** Where each entry's local header starts in the source. */
  readonly localHeaderOffsets: Float64Array;
  /** Where the next entry or the directory starts in the source: the entry's bytes end there at the latest. */
  readonly extentEnds: Float64Array;
  /** Traits of each name: a sum of NAME_TRAIT values. */
  readonly nameTraits: Uint8Array;
}

export const NAME_TRAIT = {
  /** A folder or junk. */
  ignored: 1,
  /** ASCII, without an extra field that overrides it. Such names are compared as bytes. */
  plain: 2,
  /** Contains a separator. */
  nested: 4,
} as const;

const NOTHING = new Uint8Array(0);
const asciiDecoder = new TextDecoder('latin1');
/** Fields that a ZIP64 extra field may hold, in this order, before the disk (APPNOTE 4.5.3). */
const ZIP64_FIELDS = [
  CENTRAL_HEADER.uncompressedSize,
  CENTRAL_HEADER.compressedSize,
  CENTRAL_HEADER.localHeaderOffset,
] as const;

/**
 * ZipIndex gives names and byte ranges of entries by number, 0 to `count - 1`, in directory order. It keeps the bytes
 * of the central directory and a few numbers per entry, and decodes the rest on demand.
 */
export class ZipIndex {
  readonly count: number;
  readonly #directory: Uint8Array;
  readonly #view: DataView;
  readonly #columns: ZipIndexColumns;

  constructor(directory: Uint8Array, columns: ZipIndexColumns) {
    this.#directory = directory;
    this.#view = viewOf(directory);
    this.#columns = columns;
    this.count = columns.localHeaderOffsets.length;
  }

  flags(entry: number): number {
    return this.#uint16(entry, CENTRAL_HEADER.flags);
  }
  method(entry: number): number {
    return this.#uint16(entry, CENTRAL_HEADER.method);
  }
  crc32(entry: number): number {
    return this.#uint32(entry, CENTRAL_HEADER.crc32);
  }
  compressedSize(entry: number): number {
    return this.#large(entry, CENTRAL_HEADER.compressedSize);
  }
  uncompressedSize(entry: number): number {
    return this.#large(entry, CENTRAL_HEADER.uncompressedSize);
  }
  storedNameLength(entry: number): number {
    return this.#uint16(entry, CENTRAL_HEADER.fileNameLength);
  }
  /** The recorded offset, which does not count bytes before the archive. */
  declaredLocalHeaderOffset(entry: number): number {
    return this.#large(entry, CENTRAL_HEADER.localHeaderOffset);
  }

  isIgnored(entry: number): boolean {
    return this.#hasTrait(entry, NAME_TRAIT.ignored);
  }
  hasPlainName(entry: number): boolean {
    return this.#hasTrait(entry, NAME_TRAIT.plain);
  }
  isNested(entry: number): boolean {
    return this.#hasTrait(entry, NAME_TRAIT.nested);
  }

  localHeaderOffset(entry: number): number {
    return this.#columns.localHeaderOffsets[entry]!;
  }
  extentEnd(entry: number): number {
    return this.#columns.extentEnds[entry]!;
  }

  /** The file type in the Unix mode (`FILE_TYPE`), 0 if there is none. */
  fileType(entry: number): number {
    const host = this.#uint16(entry, CENTRAL_HEADER.versionMadeBy) >>> 8;
    if (host !== HOST.unix && host !== HOST.darwin) return 0;
    return (this.#uint32(entry, CENTRAL_HEADER.externalFileAttributes) >>> 16) & FILE_TYPE.mask;
  }

  diskNumberStart(entry: number): number {
    const disk = this.#uint16(entry, CENTRAL_HEADER.diskNumberStart);
    return disk === UINT16_MAX ? this.#zip64(entry) : disk;
  }

  /**
   * The fields of an entry's central header, without extra field and comment: their contents are unknown. Times and
   * owners are also in a local header that is copied.
   */
  record(entry: number): EntryRecord {
    return {
      versionMadeBy: this.#uint16(entry, CENTRAL_HEADER.versionMadeBy),
      versionNeeded: this.#uint16(entry, CENTRAL_HEADER.versionNeeded),
      flags: this.flags(entry),
      method: this.method(entry),
      lastModified: this.#uint32(entry, CENTRAL_HEADER.lastModified),
      crc32: this.crc32(entry),
      compressedSize: this.compressedSize(entry),
      uncompressedSize: this.uncompressedSize(entry),
      internalFileAttributes: this.#uint16(entry, CENTRAL_HEADER.internalFileAttributes),
      externalFileAttributes: this.#uint32(entry, CENTRAL_HEADER.externalFileAttributes),
      localHeaderOffset: this.localHeaderOffset(entry),
      name: this.storedName(entry),
    };
  }

  /** The entry's whole record in the central directory. */
  centralHeader(entry: number): Uint8Array {
    return this.#directory.subarray(this.#recordStart(entry), this.#recordStart(entry + 1));
  }

  /** Whether the record has no extra field and comment: then a copy of the entry changes only its offset. */
  hasBareCentralHeader(entry: number): boolean {
    return this.#nameStart(entry) + this.storedNameLength(entry) === this.#recordStart(entry + 1);
  }

  storedName(entry: number): Uint8Array {
    const start = this.#nameStart(entry);
    return this.#directory.subarray(start, start + this.storedNameLength(entry));
  }

  /** Whether `bytes` holds the stored name at `start`. */
  hasStoredName(entry: number, bytes: Uint8Array, start: number): boolean {
    const ownStart = this.#nameStart(entry);
    const length = this.storedNameLength(entry);
    for (let i = 0; i < length; i++) if (this.#directory[ownStart + i] !== bytes[start + i]) return false;
    return true;
  }

  /** Whether an entry has this name and is not ignored. Only plain names are compared. */
  isNamed(entry: number, name: string): boolean {
    if (this.isIgnored(entry) || !this.hasPlainName(entry) || this.storedNameLength(entry) !== name.length)
      return false;
    const start = this.#nameStart(entry);
    for (let i = 0; i < name.length; i++) if (this.#directory[start + i] !== name.charCodeAt(i)) return false;
    return true;
  }

  extra(entry: number): Uint8Array {
    const length = this.#uint16(entry, CENTRAL_HEADER.extraFieldLength);
    if (length === 0) return NOTHING;
    const start = this.#nameStart(entry) + this.storedNameLength(entry);
    return this.#directory.subarray(start, start + length);
  }

  name(entry: number): string {
    const stored = this.storedName(entry);
    if (this.hasPlainName(entry)) return asciiDecoder.decode(stored);
    return decodeEntryName(stored, this.flags(entry), this.extra(entry));
  }

  /**
   * A number in an entry's ZIP64 extended information (APPNOTE 4.5.3): that of field `wanted`, or the disk. It holds
   * only the fields that are saturated in the record, though some writers add others at the end. NaN if it is missing.
   */
  #zip64(entry: number, wanted?: number): number {
    const data = findExtraField(this.extra(entry), EXTRA.zip64) ?? NOTHING;
    let offset = 0;
    for (const field of ZIP64_FIELDS) {
      if (field === wanted) return offset + 8 <= data.length ? getUint64(viewOf(data), offset) : Number.NaN;
      if (this.#uint32(entry, field) === UINT32_MAX) offset += 8;
    }
    return offset + 4 <= data.length ? viewOf(data).getUint32(offset, true) : Number.NaN;
  }

  #hasTrait(entry: number, trait: number): boolean {
    return (this.#columns.nameTraits[entry]! & trait) !== 0;
  }
  #recordStart(entry: number): number {
    return this.#columns.recordStarts[entry]!;
  }
  #nameStart(entry: number): number {
    return this.#recordStart(entry) + CENTRAL_HEADER.size;
  }
  #uint16(entry: number, field: number): number {
    return this.#view.getUint16(this.#recordStart(entry) + field, true);
  }
  #uint32(entry: number, field: number): number {
    return this.#view.getUint32(this.#recordStart(entry) + field, true);
  }
  #large(entry: number, field: number): number {
    const value = this.#uint32(entry, field);
    return value === UINT32_MAX ? this.#zip64(entry, field) : value;
  }
}
