import { InputError, type InputErrorCode } from '../errors.ts';
import { MAX_DIRECTORY_BYTES } from '../limits.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { nullProgress, type Progress } from '../ports/progress.ts';
import { locateDirectory, type DirectoryLocation } from './end-record.ts';
import { entryError } from './entry-error.ts';
import { decodeEntryName, isJunk, leavesFolder } from './entry-name.ts';
import { findExtraField } from './extra-field.ts';
import { firstFrom } from './first-from.ts';
import { localHeaderLength } from './local-header.ts';
import { CENTRAL_HEADER, EXTRA, FLAG, LOCAL_HEADER, METHOD, SIGNATURE, viewOf } from './records.ts';
import { corruptDirectory } from './zip64-end-record.ts';
import { NAME_TRAIT, ZipIndex, type ZipIndexColumns } from './zip-index.ts';

/** Entries between two progress reports. */
const REPORT_EVERY = 65_536;

/**
 * Reads the index of a ZIP archive: only its end record and central directory.
 *
 * Checks all that can be checked without reading entries: counts, sizes, offsets, overlaps, encryption, names.
 * `checkLocalHeader` does the rest.
 *
 * @throws InputError NOT_AN_ARCHIVE, UNSUPPORTED_FORMAT, TRUNCATED_ARCHIVE, SPLIT_ARCHIVE, CORRUPT_DIRECTORY,
 * DIRECTORY_TOO_LARGE, OVERLAPPING_ENTRIES, ENCRYPTED_ENTRY, UNSAFE_ENTRY_NAME
 */
export async function readZipIndex(source: ByteSource, progress: Progress = nullProgress): Promise<ZipIndex> {
  const location = await locateDirectory(source);
  checkDirectorySize(location);
  const directory = await readRange(source, location.start, location.start + location.size);
  const columns = {
    recordStarts: findRecords(directory, location.entryCount),
    localHeaderOffsets: new Float64Array(location.entryCount),
    extentEnds: new Float64Array(location.entryCount),
    nameTraits: new Uint8Array(location.entryCount),
  };
  const index = new ZipIndex(directory, columns);
  for (let entry = 0; entry < index.count; entry++) {
    checkEntry(index, entry, location);
    columns.localHeaderOffsets[entry] = index.declaredLocalHeaderOffset(entry) + location.prefixBytes;
    columns.nameTraits[entry] = checkName(index, entry);
    if (entry % REPORT_EVERY === 0) progress.report('index', entry, index.count);
  }
  fillExtents(index, columns, location.start);
  progress.report('index', index.count, index.count);
  return index;
}

function checkDirectorySize({ entryCount, size }: DirectoryLocation): void {
  const subject = `the central directory has ${size} bytes`;
  if (size > MAX_DIRECTORY_BYTES) {
    const message = `${subject}; at most ${MAX_DIRECTORY_BYTES} are allowed`;
    throw new InputError('DIRECTORY_TOO_LARGE', message, { details: { size, limit: MAX_DIRECTORY_BYTES } });
  }
  // A false count must not allocate much memory: each record has at least 46 bytes.
  if (entryCount > size / CENTRAL_HEADER.size) {
    const message = `${subject}, too few for the ${entryCount} entries in the end record`;
    throw corruptDirectory(message, { entryCount, size });
  }
}

/** Where each record starts, and where the last one ends: at the end of the directory. */
function findRecords(directory: Uint8Array, entryCount: number): Uint32Array {
  const view = viewOf(directory);
  const starts = new Uint32Array(entryCount + 1);
  let position = 0;
  for (let entry = 0; entry < entryCount; entry++) {
    starts[entry] = position;
    const isWhole = position + CENTRAL_HEADER.size <= directory.length;
    if (!isWhole || view.getUint32(position, true) !== SIGNATURE.centralHeader) {
      const message = `the central directory has no record of entry ${entry + 1} of ${entryCount}`;
      throw corruptDirectory(message, { entry, entryCount });
    }
    position +=
      CENTRAL_HEADER.size +
      view.getUint16(position + CENTRAL_HEADER.fileNameLength, true) +
      view.getUint16(position + CENTRAL_HEADER.extraFieldLength, true) +
      view.getUint16(position + CENTRAL_HEADER.fileCommentLength, true);
  }
  starts[entryCount] = position;
  if (position !== directory.length) {
    const message = `the ${entryCount} records take ${position} bytes, but the central directory has ${directory.length}`;
    throw corruptDirectory(message, { entryCount, recordBytes: position, directoryBytes: directory.length });
  }
  return starts;
}

function checkEntry(index: ZipIndex, entry: number, location: DirectoryLocation): void {
  const refuse = (code: InputErrorCode, predicate: string): never => {
    throw entryError(code, index, entry, predicate);
  };
  if ((index.flags(entry) & (FLAG.encrypted | FLAG.strongEncryption | FLAG.maskedLocalHeader)) !== 0)
    refuse('ENCRYPTED_ENTRY', 'is encrypted');
  const packed = index.compressedSize(entry);
  const unpacked = index.uncompressedSize(entry);
  const offset = index.declaredLocalHeaderOffset(entry);
  const disk = index.diskNumberStart(entry);
  if (Number.isNaN(packed + unpacked + offset + disk))
    refuse('CORRUPT_DIRECTORY', 'lacks the ZIP64 fields that its record announces');
  if (disk !== 0) refuse('SPLIT_ARCHIVE', `starts on disk ${disk} of a multi-disk archive`);
  const end = offset + LOCAL_HEADER.size + packed;
  if (!Number.isSafeInteger(unpacked) || end > location.start - location.prefixBytes)
    refuse('CORRUPT_DIRECTORY', `(${packed} bytes at offset ${offset}) runs past the data of the archive`);
  if (index.method(entry) === METHOD.stored && packed !== unpacked)
    refuse('CORRUPT_DIRECTORY', `is stored, but has ${packed} bytes compressed and ${unpacked} uncompressed`);
}

/** Checks a name for paths out of the folder, and returns its traits. Most names are flat and need no pattern. */
function checkName(index: ZipIndex, entry: number): number {
  const stored = index.storedName(entry);
  if (stored.length === 0) throw entryError('CORRUPT_DIRECTORY', index, entry, 'has no name');
  let traits = traitsOfBytes(stored);
  if (findExtraField(index.extra(entry), EXTRA.unicodePath) !== undefined) traits &= ~NAME_TRAIT.plain;
  if (traits === NAME_TRAIT.plain && isHexDigit(stored[0]!) && stored.length !== 'desktop.ini'.length)
    return traits;
  const name = decodeEntryName(stored, index.flags(entry), index.extra(entry));
  if (leavesFolder(name))
    throw entryError('UNSAFE_ENTRY_NAME', index, entry, 'has a name that leads out of its folder');
  return isJunk(name) ? traits | NAME_TRAIT.ignored : traits;
}

function traitsOfBytes(stored: Uint8Array): number {
  let traits: number = NAME_TRAIT.plain;
  for (let i = 0; i < stored.length; i++) {
    const byte = stored[i]!;
    if (byte >= 0x80) traits &= ~NAME_TRAIT.plain;
    else if (byte === 0x2f || byte === 0x5c) traits |= NAME_TRAIT.nested;
  }
  return traits;
}

/** BIOSPEX names images by hexadecimal ids. Of the junk names only desktop.ini begins so. */
function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}

/**
 * An entry's bytes end where the next entry or the directory starts. If it needs more than that, two entries share
 * bytes: the archive is corrupt or a ZIP bomb.
 */
function fillExtents(index: ZipIndex, columns: ZipIndexColumns, directoryStart: number): void {
  const { localHeaderOffsets: offsets, extentEnds } = columns;
  const isAscending = offsets.every((offset, i) => i === 0 || offset >= offsets[i - 1]!);
  const sorted = isAscending ? offsets : offsets.toSorted();
  for (let entry = 0; entry < index.count; entry++) {
    const offset = offsets[entry]!;
    const position = sorted[entry] === offset ? entry : firstFrom(sorted, offset);
    const end = sorted[position + 1] ?? directoryStart;
    const needed = localHeaderLength(index, entry) + index.compressedSize(entry);
    if (offset + needed > end) {
      const what = position + 1 < sorted.length ? 'the next entry' : 'the central directory';
      const predicate = `needs ${needed} bytes at offset ${offset}, but ${what} starts at ${end}`;
      throw entryError('OVERLAPPING_ENTRIES', index, entry, predicate);
    }
    extentEnds[entry] = end;
  }
}
