import type {
  CentralRecordFields,
  EndRecordFields,
  LocalHeaderFields,
  Zip64EndRecordFields,
  Zip64LocatorFields,
} from './zip-records.ts';

export type Zip64Field = 'uncompressedSize' | 'compressedSize' | 'localHeaderOffset' | 'diskNumberStart';

export interface ZipEntryOptions {
  /** A string is written as UTF-8, bytes as they are. */
  name: string | Uint8Array;
  /** The content before compression. @default empty */
  data?: string | Uint8Array;
  /** What is written as the compressed data. @default `data`, deflated when `method` is 8 */
  rawData?: Uint8Array;
  /** A stored body of that many bytes, not held in memory; `data` is ignored. For `buildSparseZip` only. */
  holeBytes?: number;
  /** 0 stored, 8 deflated; any other number is written with `rawData` or `data` as it is. @default 0 */
  method?: number;
  /** The whole general purpose bit flag. @default bit 3 with a data descriptor, bit 11 with `utf8` */
  flags?: number;
  /** Bit 11: the name is UTF-8. @default true when `name` is a string beyond ASCII */
  utf8?: boolean;
  /** With one, the local header has zero CRC and sizes. @default 'none' */
  dataDescriptor?: 'none' | 'signed' | 'unsigned';
  zip64?: Zip64EntryOptions;
  /** Extra fields (each with its header) after those that the other options make. */
  localExtra?: Uint8Array;
  centralExtra?: Uint8Array;
  /** Adds an Info-ZIP Unicode Path (0x7075) to both headers. `crc32` is by default that of the name written. */
  unicodePath?: string | { name: string; crc32: number };
  /** Dead bytes before the local header; a number means so many zeros (a hole in a sparse ZIP). */
  gapBefore?: Uint8Array | number;
  comment?: string | Uint8Array;
  /** @default a regular file with mode 0644, made on Unix */
  externalAttributes?: number;
  /** Read as UTC. @default 2025-01-02T03:04:06Z */
  modified?: Date;
  /** Written in the local header instead of the truth. */
  local?: Partial<LocalHeaderFields>;
  /** Written in the central record instead of the truth. */
  central?: Partial<CentralRecordFields>;
}

export interface Zip64EntryOptions {
  /** The fields the central record keeps in the extra 0x0001. @default those that don't fit 32 bits */
  central?: readonly Zip64Field[];
  /** Fields kept in the extra are 0xFFFFFFFF in the record itself. @default true */
  saturated?: boolean;
  /** Sizes in an extra 0x0001 of the local header too. @default when one doesn't fit 32 bits */
  local?: boolean;
  /** Puts the extra 0x0001 of the central record after all others. @default false */
  last?: boolean;
  /** Written in the extra of the central record instead of the truth. */
  values?: Partial<Record<Zip64Field, number | bigint>>;
}

export interface ZipOptions {
  comment?: string | Uint8Array;
  /** Bytes after the end record (that no comment length covers). */
  trailing?: Uint8Array;
  /** Bytes before the first local header. */
  prefix?: Uint8Array;
  /** Whether the offsets written count the prefix. @default true */
  adjustOffsets?: boolean;
  /** Dead bytes between the last body and the central directory; a number means so many zeros (or a hole). */
  gapBeforeDirectory?: Uint8Array | number;
  /** ZIP64 end record and locator, the end record saturated. @default only when needed */
  zip64?: boolean;
  /** The entries by index in the order of the central directory; may leave out or repeat some. @default as the bodies */
  centralOrder?: readonly number[];
  /** Written in the end record instead of the truth. */
  endRecord?: Partial<EndRecordFields>;
  /** Written in the ZIP64 end record instead of the truth. */
  zip64EndRecord?: Partial<Zip64EndRecordFields>;
  /** Written in the ZIP64 locator instead of the truth. */
  zip64Locator?: Partial<Zip64LocatorFields>;
  omitZip64EndRecord?: boolean;
  omitZip64Locator?: boolean;
}

/** Where an entry's parts lie: positions in the bytes written, prefix included, whatever the headers say. */
export interface ZipEntryMap {
  localHeaderOffset: number;
  dataOffset: number;
  compressedSize: number;
  uncompressedSize: number;
  crc32: number;
  /** Equal to `endOffset` without a data descriptor. */
  dataDescriptorOffset: number;
  endOffset: number;
}

export interface ZipMap {
  /** In the order of the bodies, as the entries were given. */
  entries: ZipEntryMap[];
  /** In the order of the central directory; `entry` is the index of the entry. */
  centralRecords: { entry: number; offset: number; size: number }[];
  centralDirectoryOffset: number;
  centralDirectorySize: number;
  /** -1 when there is none; so too for the next two. */
  zip64EndRecordOffset: number;
  zip64LocatorOffset: number;
  endRecordOffset: number;
  size: number;
}
