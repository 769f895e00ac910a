import { InputError } from '../errors.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import {
  getUint64,
  SIGNATURE,
  UINT16_MAX,
  UINT32_MAX,
  viewOf,
  ZIP64_END_RECORD,
  ZIP64_LOCATOR,
} from './records.ts';

/** The fields of an end record (APPNOTE 4.3.16), or of its ZIP64 twin where that takes over. */
export interface EndRecord {
  readonly diskNumber: number;
  readonly directoryDisk: number;
  readonly entryCountOnDisk: number;
  readonly entryCount: number;
  readonly directorySize: number;
  /** As written: not counting bytes in front of the archive. */
  readonly directoryOffset: number;
  /** Offset in the source where this record starts: the directory ends at or before it. */
  readonly position: number;
}

/** A ZIP64 end record, and how far from where its locator says it was found. */
export interface Zip64EndRecord extends EndRecord {
  readonly shift: number;
}

/**
 * Reads the ZIP64 end record that goes with `endRecord`, or gives undefined where there is none.
 *
 * @throws InputError SPLIT_ARCHIVE, CORRUPT_DIRECTORY when the end record needs one that is missing or out of bounds
 */
export async function readZip64EndRecord(
  source: ByteSource,
  endRecord: EndRecord,
): Promise<Zip64EndRecord | undefined> {
  const locator = await readLocator(source, endRecord.position);
  if (locator === undefined) {
    if (!needsZip64(endRecord)) return undefined;
    throw new InputError(
      'CORRUPT_DIRECTORY',
      'the archive announces a ZIP64 end record but has no locator for it',
    );
  }
  // 4 - number of the disk with the start of the zip64 end of central directory; 16 - total number of disks
  const diskCount = locator.getUint32(ZIP64_LOCATOR.diskCount, true);
  if (locator.getUint32(ZIP64_LOCATOR.endRecordDisk, true) !== 0 || diskCount > 1) {
    throw new InputError(
      'SPLIT_ARCHIVE',
      `the archive is one of ${diskCount} volumes of a multi-disk archive; join them into one file first`,
    );
  }
  const locatorPosition = endRecord.position - ZIP64_LOCATOR.size;
  const declared = getUint64(locator, ZIP64_LOCATOR.endRecordOffset);
  // Bytes in front of the archive shift the record away from where the locator says it is: then it is tried
  // directly in front of the locator.
  for (const position of new Set([declared, locatorPosition - ZIP64_END_RECORD.size])) {
    const record = await readRecordAt(source, position, locatorPosition);
    if (record !== undefined) return { ...record, shift: position - declared };
  }
  throw new InputError(
    'CORRUPT_DIRECTORY',
    `there is no ZIP64 end record at offset ${declared}, where its locator says it is`,
    {
      details: { offset: declared },
    },
  );
}

function needsZip64(record: EndRecord): boolean {
  return (
    record.entryCount === UINT16_MAX ||
    record.directorySize === UINT32_MAX ||
    record.directoryOffset === UINT32_MAX
  );
}

async function readLocator(source: ByteSource, endRecordPosition: number): Promise<DataView | undefined> {
  const start = endRecordPosition - ZIP64_LOCATOR.size;
  if (start < 0) return undefined;
  const view = viewOf(await readRange(source, start, endRecordPosition));
  return view.getUint32(ZIP64_LOCATOR.signature, true) === SIGNATURE.zip64Locator ? view : undefined;
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
