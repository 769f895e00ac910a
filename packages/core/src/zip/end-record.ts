import { InputError } from '../errors.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { describeFormat, FORMAT_PROBE_BYTES, isOtherArchive } from './detect-format.ts';
import { END_RECORD, SIGNATURE, viewOf } from './records.ts';
import {
  corruptDirectory,
  readZip64EndRecord,
  splitArchiveError,
  type EndRecord,
} from './zip64-end-record.ts';

/** Where the central directory lies, according to the end record. */
export interface DirectoryLocation {
  readonly entryCount: number;
  /** Offset and length of the directory in the source, in bytes. */
  readonly start: number;
  readonly size: number;
  /** Bytes before the archive, which its own offsets do not count. */
  readonly prefixBytes: number;
}

const MAX_COMMENT_BYTES = 65_535;
/** Tolerated bytes after the archive: transfer padding, a signature, a line break. */
const MAX_TRAILING_BYTES = 65_536;
/** Limits the cost of an archive full of end records. */
const MAX_CANDIDATES = 16;

/**
 * Finds the central directory. Reads at most the last 128 KiB.
 *
 * A comment or an image may contain a false end record, and bytes may follow the archive. So candidates are tried from
 * the end of the file backwards, and the first that locates a directory wins. If none does, the failure of the last in
 * the file is reported.
 *
 * @throws InputError NOT_AN_ARCHIVE, UNSUPPORTED_FORMAT, TRUNCATED_ARCHIVE, SPLIT_ARCHIVE, CORRUPT_DIRECTORY
 */
export async function locateDirectory(source: ByteSource): Promise<DirectoryLocation> {
  let failure: InputError | undefined;
  for (const candidate of await readEndRecords(source)) {
    try {
      return await locate(source, await readZip64EndRecord(source, candidate));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failure ??= error;
    }
  }
  throw failure ?? (await explainMissingEndRecord(source));
}

/** Candidates for end records, the last in the file first. If some end exactly with the file, others do not count. */
async function readEndRecords(source: ByteSource): Promise<EndRecord[]> {
  const tailStart = Math.max(0, source.size - END_RECORD.size - MAX_COMMENT_BYTES - MAX_TRAILING_BYTES);
  const tail = await readRange(source, tailStart, source.size);
  const view = viewOf(tail);
  const exact: number[] = [];
  const withTrailingBytes: number[] = [];
  for (let offset = tail.length - END_RECORD.size; offset >= 0; offset--) {
    // Native code skips to the next "P".
    offset = tail.lastIndexOf(0x50, offset);
    if (offset < 0 || view.getUint32(offset, true) !== SIGNATURE.endRecord) continue;
    const end = offset + END_RECORD.size + view.getUint16(offset + END_RECORD.commentLength, true);
    if (end === tail.length) exact.push(offset);
    else if (end < tail.length) withTrailingBytes.push(offset);
  }
  return (exact.length > 0 ? exact : withTrailingBytes).slice(0, MAX_CANDIDATES).map((offset) => ({
    diskNumber: view.getUint16(offset + END_RECORD.diskNumber, true),
    directoryDisk: view.getUint16(offset + END_RECORD.directoryDisk, true),
    entryCountOnDisk: view.getUint16(offset + END_RECORD.entryCountOnDisk, true),
    entryCount: view.getUint16(offset + END_RECORD.entryCount, true),
    directorySize: view.getUint32(offset + END_RECORD.directorySize, true),
    directoryOffset: view.getUint32(offset + END_RECORD.directoryOffset, true),
    position: tailStart + offset,
  }));
}

/** Checks an end record against the file. */
async function locate(source: ByteSource, record: EndRecord): Promise<DirectoryLocation> {
  const { entryCount, directorySize: size, directoryOffset, position } = record;
  if (record.diskNumber !== 0 || record.directoryDisk !== 0 || record.entryCountOnDisk !== entryCount)
    throw splitArchiveError();
  if (directoryOffset + size > position) {
    const message = `the central directory (${size} bytes at offset ${directoryOffset}) runs into the end record at ${position}`;
    throw corruptDirectory(message, { directoryOffset, directorySize: size, endRecordOffset: position });
  }
  // The directory ends where the end record starts. If its recorded offset is smaller, bytes precede the archive (a
  // self-extractor, a merged file) that no offset counts.
  const start = position - size;
  // An archive without entries is only an end record.
  const isEmpty = entryCount === 0 && start === 0;
  if (!isEmpty && !(await hasSignature(source, start, SIGNATURE.centralHeader))) {
    const message = `the end record points to offset ${start}, but no central directory is there`;
    throw corruptDirectory(message, { directoryOffset: start });
  }
  const prefixBytes = start - directoryOffset;
  // A file that starts with an entry has no prefix: the archive is inside another, or bytes were lost or added.
  if (prefixBytes > 0 && (await hasSignature(source, 0, SIGNATURE.localHeader))) {
    const message = `the central directory's offsets are wrong by ${prefixBytes} bytes`;
    throw corruptDirectory(message, { prefixBytes });
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
  if (signature === SIGNATURE.spannedArchive) return splitArchiveError();
  if (signature === SIGNATURE.localHeader) {
    const message = `the ZIP archive is incomplete: its ${source.size} bytes contain no end record`;
    return new InputError('TRUNCATED_ARCHIVE', message, { details: { size: source.size } });
  }
  const format = describeFormat(head);
  const details = { format };
  if (!isOtherArchive(format)) {
    const message = `the file is not a ZIP archive; it seems to be ${format}`;
    return new InputError('NOT_AN_ARCHIVE', message, { details });
  }
  const isTar = format === 'a gzip file' || format === 'a TAR archive';
  // For developers: managers read the message.
  const opener = isTar && { openWith: "withExport of '@biospex/batch-core/node'" };
  const message = `the file is ${format}, not a ZIP archive`;
  return new InputError('UNSUPPORTED_FORMAT', message, { details: { ...details, ...opener } });
}
