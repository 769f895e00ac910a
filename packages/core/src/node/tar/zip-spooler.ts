import { crc32 } from 'node:zlib';
import { InputError } from '../../errors.ts';
import type { ByteSource } from '../../ports/byte-source.ts';
import { quote } from '../../quote.ts';
import { FILE_TYPE, FLAG, HOST, METHOD, UINT16_MAX, UINT32_MAX, VERSION } from '../../zip/records.ts';
import {
  writeCentralHeader,
  writeEndRecords,
  writeLocalHeader,
  type EntryRecord,
} from '../../zip/write-records.ts';
import type { Spool } from '../spool/spool.ts';
import { dosTimeOf } from './dos-time.ts';
import type { TarEntry, TarSink } from './read-tar.ts';

/** Unix modes, the upper half of external attributes (APPNOTE 4.4.15), with usual permissions. */
const MODES = {
  file: 0o100644,
  link: FILE_TYPE.symbolicLink | 0o777,
  special: FILE_TYPE.fifo | 0o644,
} as const;

/** Each entry takes memory until the end: a million take 700 MB, planning included. A function has 2 GiB. */
const MAX_ENTRIES = 1_500_000;

const encoder = new TextEncoder();

/**
 * ZipSpooler turns a TAR archive into a ZIP archive with the same files in the same order, all stored. That can be
 * planned and laid out like any other export. A local header gets its CRC-32 once its data has passed.
 */
export class ZipSpooler implements TarSink {
  readonly #spool: Spool;
  readonly #isWanted: (entry: TarEntry) => boolean;
  readonly #centralHeaders: Uint8Array[] = [];
  #directorySize = 0;
  #oddNames = 0;
  #open: { readonly record: EntryRecord; readonly isWanted: boolean; crc: number } | undefined;

  /** The data of entries that are not wanted is left out of the spool and reads as zeros. */
  constructor(spool: Spool, isWanted: (entry: TarEntry) => boolean = () => true) {
    this.#spool = spool;
    this.#isWanted = isWanted;
  }

  entry(entry: TarEntry): void {
    this.#close();
    if (this.#centralHeaders.length === MAX_ENTRIES)
      throw new InputError('ARCHIVE_TOO_LARGE', `the TAR archive holds more than ${MAX_ENTRIES} entries`);
    const record = recordOf({ ...entry, name: this.#nameOf(entry) }, this.#spool.size);
    this.#spool.append(writeLocalHeader(record));
    this.#open = { record, isWanted: this.#isWanted(entry), crc: 0 };
  }

  data(bytes: Uint8Array): void {
    const open = this.#open!;
    open.crc = crc32(bytes, open.crc);
    if (open.isWanted) this.#spool.append(bytes);
    else this.#spool.skip(bytes.length);
  }

  settle(): Promise<void> {
    return this.#spool.settle();
  }

  /** Ends the archive with its directory. */
  async finish(): Promise<ByteSource> {
    this.#close();
    const directoryOffset = this.#spool.size;
    for (const header of this.#centralHeaders) {
      this.#spool.append(header);
      await this.#spool.settle();
    }
    const entryCount = this.#centralHeaders.length;
    this.#spool.append(writeEndRecords({ entryCount, directoryOffset, directorySize: this.#directorySize }));
    return this.#spool.finish();
  }

  /**
   * The name without the `./` that `tar -C folder .` writes: the rest is the name in the batch. Different names that
   * are not UTF-8 may look alike. No row can name them, so each gets a folder of its own.
   */
  #nameOf({ name }: TarEntry): string {
    const plain = name.replace(/^(?:\.\/+)+/, '');
    return plain.includes('\ufffd') ? `not-utf-8-${++this.#oddNames}/${plain}` : plain;
  }

  #close(): void {
    if (this.#open === undefined) return;
    const record = { ...this.#open.record, crc32: this.#open.crc };
    this.#spool.patch(record.localHeaderOffset, writeLocalHeader(record));
    const header = writeCentralHeader(record);
    this.#directorySize += header.length;
    this.#centralHeaders.push(header);
    this.#open = undefined;
  }
}

function recordOf({ name, size, kind, modifiedAt }: TarEntry, localHeaderOffset: number): EntryRecord {
  const bytes = encoder.encode(name);
  if (bytes.length > UINT16_MAX)
    throw new InputError('CORRUPT_TAR', `entry ${quote(name)} has a name of more than ${UINT16_MAX} bytes`);
  return {
    versionMadeBy: (HOST.unix << 8) | VERSION.plain,
    versionNeeded: VERSION.plain,
    flags: bytes.some((byte) => byte >= 0x80) ? FLAG.utf8 : 0,
    method: METHOD.stored,
    lastModified: dosTimeOf(modifiedAt),
    crc32: 0,
    compressedSize: size,
    uncompressedSize: size,
    internalFileAttributes: 0,
    externalFileAttributes: (MODES[kind] * 0x1_0000) % (UINT32_MAX + 1),
    localHeaderOffset,
    name: bytes,
  };
}
