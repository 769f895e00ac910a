import { InputError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { ZipIndex } from './zip-index.ts';

type EntryErrorCode =
  | 'CORRUPT_DIRECTORY'
  | 'CORRUPT_ENTRY'
  | 'DUPLICATE_ENTRY'
  | 'ENCRYPTED_ENTRY'
  | 'ENTRY_IS_A_LINK'
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

export function symbolicLink(index: ZipIndex, entry: number): InputError {
  return entryError(
    'ENTRY_IS_A_LINK',
    index,
    entry,
    'is a symbolic link; what it leads to is not in the archive',
  );
}
