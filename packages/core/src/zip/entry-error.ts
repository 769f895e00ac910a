import { InputError } from '../errors.ts';
import { quote } from '../quote.ts';
import { FILE_TYPE } from './records.ts';
import type { ZipIndex } from './zip-index.ts';

type EntryErrorCode =
  | 'CORRUPT_DIRECTORY'
  | 'CORRUPT_ENTRY'
  | 'DUPLICATE_ENTRY'
  | 'ENCRYPTED_ENTRY'
  | 'ENTRY_IS_A_LINK'
  | 'ENTRY_IS_NO_FILE'
  | 'MANIFEST_CORRUPT'
  | 'MANIFEST_TOO_LARGE'
  | 'OVERLAPPING_ENTRIES'
  | 'SPLIT_ARCHIVE'
  | 'UNSAFE_ENTRY_NAME'
  | 'UNSUPPORTED_METHOD';

/** An InputError about one entry of the archive: `entry "x.jpg" is encrypted`. */
export function entryError(
  code: EntryErrorCode,
  index: ZipIndex,
  entry: number,
  predicate: string,
  cause?: unknown,
): InputError {
  const name = index.name(entry);
  return new InputError(code, `entry ${quote(name)} ${predicate}`, { details: { entry: name }, cause });
}

const SPECIAL_FILES: readonly number[] = [FILE_TYPE.fifo, FILE_TYPE.characterDevice, FILE_TYPE.blockDevice];

/** Refuses what stands where a file is needed and is none. */
export function requireFile(index: ZipIndex, entry: number): void {
  const type = index.fileType(entry);
  if (type === FILE_TYPE.symbolicLink)
    throw entryError(
      'ENTRY_IS_A_LINK',
      index,
      entry,
      'is a link, not a file: what it leads to is somewhere else',
    );
  if (SPECIAL_FILES.includes(type))
    throw entryError('ENTRY_IS_NO_FILE', index, entry, 'is a device or a pipe, not a file');
}
