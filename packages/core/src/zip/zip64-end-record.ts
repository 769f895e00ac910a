import { InputError, type ErrorDetails } from '../errors.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { getUint64, SIGNATURE, UINT16_MAX, UINT32_MAX, viewOf } from './records.ts';
import { ZIP64_END_RECORD, ZIP64_LOCATOR } from './records.ts';

/** The fields of an end record (APPNOTE 4.3.16) or of a ZIP64 end record (4.3.14). */
export interface EndRecord {
  readonly diskNumber: number;
  readonly directoryDisk: number;
  readonly entryCountOnDisk: number;
  readonly entryCount: number;
  readonly directorySize: number;
  /** As recorded: bytes before the archive may not be counted. */
  readonly directoryOffset: number;
  /** Offset of this record in the source: the directory ends at or before it. */
  readonly position: number;
}

export function splitArchiveError(): InputError {
  return new InputError('SPLIT_ARCHIVE', 'the file is one volume of a multi-volume archive');
}

export function corruptDirectory(message: string, details?: ErrorDetails): InputError {
  return new InputError('CORRUPT_DIRECTORY', message, details && { details });
}

/**
 * Reads the ZIP64 end record of `endRecord`, which takes precedence; returns `endRecord` if there is none.
 *
 * @throws InputError SPLIT_ARCHIVE, CORRUPT_DIRECTORY
 */
export async function readZip64EndRecord(source: ByteSource, endRecord: EndRecord): Promise<EndRecord> {
  const locator = await readLocator(source, endRecord.position);
  if (locator === undefined) {
    const { entryCount, directorySize, directoryOffset } = endRecord;
    if (entryCount < UINT16_MAX && directorySize < UINT32_MAX && directoryOffset < UINT32_MAX)
      return endRecord;
    throw corruptDirectory('the archive needs a ZIP64 end record but has no locator for it');
  }
  const disk = locator.getUint32(ZIP64_LOCATOR.endRecordDisk, true);
  if (disk !== 0 || locator.getUint32(ZIP64_LOCATOR.diskCount, true) > 1) throw splitArchiveError();
  const offset = getUint64(locator, ZIP64_LOCATOR.endRecordOffset);
  return findRecord(source, offset, endRecord.position - ZIP64_LOCATOR.size);
}

async function readLocator(source: ByteSource, endRecordPosition: number): Promise<DataView | undefined> {
  const start = endRecordPosition - ZIP64_LOCATOR.size;
  if (start < 0) return undefined;
  const view = viewOf(await readRange(source, start, endRecordPosition));
  return view.getUint32(ZIP64_LOCATOR.signature, true) === SIGNATURE.zip64Locator ? view : undefined;
}

/** The record at `offset`. If bytes precede the archive, it ends where its locator starts instead. */
async function findRecord(source: ByteSource, offset: number, locatorPosition: number): Promise<EndRecord> {
  const declared = await readRecordAt(source, offset, locatorPosition);
  if (declared !== undefined) return declared;
  const moved = await readRecordAt(source, locatorPosition - ZIP64_END_RECORD.size, locatorPosition);
  // Valid only if the directory is shifted by as many bytes: it then ends where the locator has the record.
  if (moved !== undefined && moved.directoryOffset + moved.directorySize === offset) return moved;
  const message = `the ZIP64 locator points to offset ${offset}, but no ZIP64 end record is there`;
  throw corruptDirectory(message, { offset });
}

async function readRecordAt(
  source: ByteSource,
  position: number,
  locatorPosition: number,
): Promise<EndRecord | undefined> {
  if (position < 0 || position + ZIP64_END_RECORD.size > locatorPosition) return undefined;
  const view = viewOf(await readRange(source, position, position + ZIP64_END_RECORD.size));
  if (view.getUint32(ZIP64_END_RECORD.signature, true) !== SIGNATURE.zip64EndRecord) return undefined;
  return {
    diskNumber: view.getUint32(ZIP64_END_RECORD.diskNumber, true),
    directoryDisk: view.getUint32(ZIP64_END_RECORD.directoryDisk, true),
    entryCountOnDisk: getUint64(view, ZIP64_END_RECORD.entryCountOnDisk),
    entryCount: getUint64(view, ZIP64_END_RECORD.entryCount),
    directorySize: getUint64(view, ZIP64_END_RECORD.directorySize),
    directoryOffset: getUint64(view, ZIP64_END_RECORD.directoryOffset),
    position,
  };
}
