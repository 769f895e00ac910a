import { InputError } from '../errors.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { describeFormat, FORMAT_PROBE_BYTES, isOtherArchive } from './detect-format.ts';
import { END_RECORD, SIGNATURE, UINT16_MAX, UINT32_MAX, viewOf } from './records.ts';
import { readZip64EndRecord, type EndRecord } from './zip64-end-record.ts';

/** Where the central directory lies, and what the end record says of it. */
export interface DirectoryLocation {
  readonly entryCount: number;
  /** Offset of the directory's first byte in the source. */
  readonly start: number;
  /** Length in bytes. */
  readonly size: number;
  /** Bytes in front of the archive that its own offsets do not count. */
  readonly prefixBytes: number;
}

/** What the search for end records looks for, natively, as it passes 128 KiB. */
const SIGNATURE_FIRST_BYTE = 0x50;
const MAX_COMMENT_BYTES = 65_535;
/** Bytes after the archive that are tolerated: padding of a transfer, a signature, a line break. */
const MAX_TRAILING_BYTES = 65_536;
/** End records that are tried: a comment that holds more of them is made to waste time. */
const MAX_CANDIDATES = 16;

/**
 * Finds the central directory by reading the last 128 KiB at most.
 *
 * A comment may contain what looks like an end record, and there may be bytes behind the archive. So candidates are
 * tried from the end backwards: those that reach exactly to the end of the file, or the others where there is none; and
 * that of an empty archive only where no other will do.
 *
 * @throws InputError NOT_AN_ARCHIVE, UNSUPPORTED_FORMAT, TRUNCATED_ARCHIVE, SPLIT_ARCHIVE, CORRUPT_DIRECTORY
 */
export async function locateDirectory(source: ByteSource): Promise<DirectoryLocation> {
  const tailStart = Math.max(0, source.size - END_RECORD.size - MAX_COMMENT_BYTES - MAX_TRAILING_BYTES);
  const tail = await readRange(source, tailStart, source.size);
  const { exact, withTrailingBytes } = findEndRecords(tail);
  // Behind an end record that reaches to the end of the file there is nothing to look for: what is found before it
  // stands in a comment or in the data.
  const candidates = exact.length > 0 ? exact : withTrailingBytes;
  let empty: DirectoryLocation | undefined;
  let failure: InputError | undefined;
  for (const offset of candidates.slice(0, MAX_CANDIDATES)) {
    try {
      const location = await locate(source, parseEndRecord(tail, offset, tailStart + offset));
      if (location.entryCount > 0) return location;
      empty ??= location;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failure ??= error;
    }
  }
  if (empty !== undefined) return empty;
  throw failure ?? (await explainMissingEndRecord(source));
}

function findEndRecords(tail: Uint8Array): { exact: number[]; withTrailingBytes: number[] } {
  const view = viewOf(tail);
  const exact: number[] = [];
  const withTrailingBytes: number[] = [];
  const previous = (from: number): number => (from < 0 ? -1 : tail.lastIndexOf(SIGNATURE_FIRST_BYTE, from));
  for (let offset = previous(tail.length - END_RECORD.size); offset >= 0; offset = previous(offset - 1)) {
    if (view.getUint32(offset, true) !== SIGNATURE.endRecord) continue;
    const end = offset + END_RECORD.size + view.getUint16(offset + END_RECORD.commentLength, true);
    if (end === tail.length) exact.push(offset);
    else if (end < tail.length) withTrailingBytes.push(offset);
  }
  return { exact, withTrailingBytes };
}

function parseEndRecord(tail: Uint8Array, offset: number, position: number): EndRecord {
  const view = viewOf(tail);
  return {
    diskNumber: view.getUint16(offset + END_RECORD.diskNumber, true),
    directoryDisk: view.getUint16(offset + END_RECORD.directoryDisk, true),
    entryCountOnDisk: view.getUint16(offset + END_RECORD.entryCountOnDisk, true),
    entryCount: view.getUint16(offset + END_RECORD.entryCount, true),
    directorySize: view.getUint32(offset + END_RECORD.directorySize, true),
    directoryOffset: view.getUint32(offset + END_RECORD.directoryOffset, true),
    position,
  };
}

async function locate(source: ByteSource, endRecord: EndRecord): Promise<DirectoryLocation> {
  const zip64 = await readZip64EndRecord(source, endRecord);
  const record = zip64 === undefined ? endRecord : mergeZip64(endRecord, zip64);
  if (record.diskNumber !== 0 || record.directoryDisk !== 0) {
    throw new InputError(
      'SPLIT_ARCHIVE',
      `the archive is volume ${record.diskNumber + 1} of a multi-disk archive; join the volumes into one file first`,
    );
  }
  if (record.entryCountOnDisk !== record.entryCount) {
    throw new InputError(
      'SPLIT_ARCHIVE',
      `the archive holds ${record.entryCountOnDisk} of ${record.entryCount} entries; join the volumes into one file first`,
    );
  }
  const location = await checkLocation(source, record);
  if (zip64 !== undefined && zip64.shift !== 0 && zip64.shift !== location.prefixBytes) {
    throw new InputError('CORRUPT_DIRECTORY', 'the ZIP64 end record is not where its locator says it is');
  }
  return location;
}

/** APPNOTE 4.4.1.4: a field that is saturated in the end record stands in the ZIP64 one; the others must agree. */
function mergeZip64(endRecord: EndRecord, zip64: EndRecord): EndRecord {
  const fields = [
    ['entryCount', UINT16_MAX],
    ['entryCountOnDisk', UINT16_MAX],
    ['directorySize', UINT32_MAX],
    ['directoryOffset', UINT32_MAX],
  ] as const;
  for (const [field, saturated] of fields) {
    if (endRecord[field] !== saturated && endRecord[field] !== zip64[field]) {
      throw new InputError(
        'CORRUPT_DIRECTORY',
        `the archive's end record gives ${field} ${endRecord[field]}, its ZIP64 end record ${zip64[field]}`,
      );
    }
  }
  return zip64;
}

async function checkLocation(source: ByteSource, record: EndRecord): Promise<DirectoryLocation> {
  const { entryCount, directorySize: size, directoryOffset } = record;
  if (directoryOffset + size > record.position) {
    throw new InputError(
      'CORRUPT_DIRECTORY',
      `the central directory (${size} bytes from offset ${directoryOffset}) runs past the archive's end record at ${record.position}; was the file cut or pasted together?`,
      { details: { directoryOffset, directorySize: size, endRecordOffset: record.position } },
    );
  }
  // The directory ends where the end record starts. Where that is not the offset it gives, there are bytes in front
  // of the archive (a self-extractor, a merged file), and every offset in it is off by as much.
  const start = record.position - size;
  if (entryCount > 0 && !(await hasSignature(source, start, SIGNATURE.centralHeader))) {
    throw new InputError(
      'CORRUPT_DIRECTORY',
      `there is no central directory at offset ${start}, where the archive's end record says it is`,
      { details: { directoryOffset: start } },
    );
  }
  const prefixBytes = start - directoryOffset;
  // What is in front of an archive is no entry: this is an archive inside the archive, or one that lost or won bytes.
  if (prefixBytes > 0 && (await hasSignature(source, 0, SIGNATURE.localHeader))) {
    throw new InputError(
      'CORRUPT_DIRECTORY',
      `the central directory's offsets are ${prefixBytes} bytes off; was the file cut or pasted together?`,
      { details: { prefixBytes } },
    );
  }
  return { entryCount, start, size, prefixBytes };
}

async function hasSignature(source: ByteSource, start: number, signature: number): Promise<boolean> {
  const head = await readRange(source, start, start + 4);
  return viewOf(head).getUint32(0, true) === signature;
}

async function explainMissingEndRecord(source: ByteSource): Promise<InputError> {
  const head = await readRange(source, 0, Math.min(FORMAT_PROBE_BYTES, source.size));
  const signature = head.length >= 4 ? viewOf(head).getUint32(0, true) : 0;
  if (signature === SIGNATURE.spannedArchive) {
    return new InputError(
      'SPLIT_ARCHIVE',
      'the archive is a volume of a multi-disk archive; join the volumes into one file first',
    );
  }
  if (signature === SIGNATURE.localHeader) {
    return new InputError(
      'TRUNCATED_ARCHIVE',
      `the archive starts as a ZIP but its end is missing after ${source.size} bytes; was the download complete?`,
      { details: { size: source.size } },
    );
  }
  const format = describeFormat(head);
  if (isOtherArchive(format)) {
    return new InputError('UNSUPPORTED_FORMAT', `the archive is ${format}; a ZIP archive is needed`, {
      details: { format },
    });
  }
  return new InputError('NOT_AN_ARCHIVE', `the file is not a ZIP archive; it seems to be ${format}`, {
    details: { format },
  });
}
