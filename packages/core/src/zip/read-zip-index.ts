import { InputError } from '../errors.ts';
import { MAX_DIRECTORY_BYTES } from '../limits.ts';
import { readRange, type ByteSource } from '../ports/byte-source.ts';
import { nullProgress, type Progress } from '../ports/progress.ts';
import { locateDirectory, type DirectoryLocation } from './end-record.ts';
import { entryError } from './entry-error.ts';
import { decodeEntryName, isJunk, leavesFolder } from './entry-name.ts';
import { findExtraField } from './extra-field.ts';
import { CENTRAL_HEADER, EXTRA, FLAG, LOCAL_HEADER, METHOD, SIGNATURE, viewOf } from './records.ts';
import { NAME_TRAIT, ZipIndex } from './zip-index.ts';

/** Entries between two progress reports. */
const REPORT_EVERY = 65_536;

/**
 * Reads the index of a ZIP archive: its end record and central directory, nothing else.
 *
 * What the directory claims is checked as far as it goes without reading the entries: counts, sizes, offsets,
 * overlaps, encryption, names. `checkLocalHeaders` does the rest.
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
  fillExtents(index, columns.localHeaderOffsets, columns.extentEnds, location.start);
  progress.report('index', index.count, index.count);
  return index;
}

function checkDirectorySize({ entryCount, size }: DirectoryLocation): void {
  if (size > MAX_DIRECTORY_BYTES) {
    throw new InputError(
      'DIRECTORY_TOO_LARGE',
      `the central directory of ${size} bytes exceeds ${MAX_DIRECTORY_BYTES} bytes`,
      {
        details: { size, limit: MAX_DIRECTORY_BYTES },
      },
    );
  }
  // A hostile count must not make the index allocate: each record takes 46 bytes at least.
  if (entryCount > size / CENTRAL_HEADER.size) {
    throw new InputError(
      'CORRUPT_DIRECTORY',
      `the central directory of ${size} bytes cannot hold the ${entryCount} entries its end record counts`,
      {
        details: { entryCount, size },
      },
    );
  }
}

/** Where each record starts, and where the last one ends, which must be the end of the directory. */
function findRecords(directory: Uint8Array, entryCount: number): Uint32Array {
  const view = viewOf(directory);
  const starts = new Uint32Array(entryCount + 1);
  let position = 0;
  for (let entry = 0; entry < entryCount; entry++) {
    starts[entry] = position;
    if (
      position + CENTRAL_HEADER.size > directory.length ||
      view.getUint32(position, true) !== SIGNATURE.centralHeader
    ) {
      throw new InputError(
        'CORRUPT_DIRECTORY',
        `the central directory has no record of entry ${entry + 1} of ${entryCount}`,
        {
          details: { entry, entryCount },
        },
      );
    }
    position +=
      CENTRAL_HEADER.size +
      view.getUint16(position + CENTRAL_HEADER.fileNameLength, true) +
      view.getUint16(position + CENTRAL_HEADER.extraFieldLength, true) +
      view.getUint16(position + CENTRAL_HEADER.fileCommentLength, true);
  }
  starts[entryCount] = position;
  if (position !== directory.length) {
    throw new InputError(
      'CORRUPT_DIRECTORY',
      `the records of the ${entryCount} entries that the end record counts take ${position} bytes, but the central directory has ${directory.length}`,
      { details: { entryCount, recordBytes: position, directoryBytes: directory.length } },
    );
  }
  return starts;
}

function checkEntry(index: ZipIndex, entry: number, location: DirectoryLocation): void {
  const flags = index.flags(entry);
  if ((flags & (FLAG.encrypted | FLAG.strongEncryption | FLAG.maskedLocalHeader)) !== 0) {
    throw entryError('ENCRYPTED_ENTRY', index, entry, 'is encrypted');
  }
  const compressedSize = index.compressedSize(entry);
  const uncompressedSize = index.uncompressedSize(entry);
  const offset = index.declaredLocalHeaderOffset(entry);
  const disk = index.diskNumberStart(entry);
  if (Number.isNaN(compressedSize + uncompressedSize + offset + disk)) {
    throw entryError('CORRUPT_DIRECTORY', index, entry, 'lacks the ZIP64 fields it announces');
  }
  if (disk !== 0) {
    throw entryError('SPLIT_ARCHIVE', index, entry, `starts on disk ${disk} of a multi-disk archive`);
  }
  if (
    !Number.isSafeInteger(uncompressedSize) ||
    offset + LOCAL_HEADER.size + compressedSize > location.start - location.prefixBytes
  ) {
    throw entryError(
      'CORRUPT_DIRECTORY',
      index,
      entry,
      `(${compressedSize} bytes at offset ${offset}) runs past the end of the archive's data`,
    );
  }
  if (index.method(entry) === METHOD.stored && compressedSize !== uncompressedSize) {
    throw entryError(
      'CORRUPT_DIRECTORY',
      index,
      entry,
      `is stored but has ${compressedSize} bytes packed and ${uncompressedSize} unpacked`,
    );
  }
}

/** Checks the name for escapes and gives its traits. Most names are flat and need no pattern to tell. */
function checkName(index: ZipIndex, entry: number): number {
  const stored = index.storedName(entry);
  if (stored.length === 0) throw entryError('CORRUPT_DIRECTORY', index, entry, 'has no name');
  let traits = traitsOfBytes(stored);
  if (findExtraField(index.extra(entry), EXTRA.unicodePath) !== undefined) traits &= ~NAME_TRAIT.plain;
  if (traits === NAME_TRAIT.plain && isHexDigit(stored[0]!) && stored.length !== 'desktop.ini'.length)
    return traits;
  const name = decodeEntryName(stored, index.flags(entry), index.extra(entry));
  if (leavesFolder(name))
    throw entryError(
      'UNSAFE_ENTRY_NAME',
      index,
      entry,
      'has a name that leaves the folder it is unpacked in',
    );
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

/** BIOSPEX names images by hexadecimal ids; none of the names that are junk starts so but desktop.ini. */
function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}

/**
 * An entry's bytes end where the next entry or the directory starts. What the directory says of an entry must fit in
 * there, or two entries share bytes: a corrupt archive or a ZIP bomb.
 */
function fillExtents(
  index: ZipIndex,
  offsets: Float64Array,
  extentEnds: Float64Array,
  directoryStart: number,
): void {
  const sorted = isAscending(offsets) ? offsets : offsets.toSorted();
  for (let entry = 0; entry < index.count; entry++) {
    const offset = index.localHeaderOffset(entry);
    const position = sorted === offsets ? entry : indexOfSorted(sorted, offset);
    const end = sorted[position + 1] ?? directoryStart;
    const needed = LOCAL_HEADER.size + index.storedNameLength(entry) + index.compressedSize(entry);
    if (offset + needed > end) {
      const what = position + 1 < sorted.length ? 'the next entry' : 'the central directory';
      throw entryError(
        'OVERLAPPING_ENTRIES',
        index,
        entry,
        `needs ${needed} bytes at offset ${offset}, but ${what} starts at ${end}`,
      );
    }
    extentEnds[entry] = end;
  }
}

function isAscending(numbers: Float64Array): boolean {
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}

/** Binary search for a number that is in `sorted`. */
function indexOfSorted(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
