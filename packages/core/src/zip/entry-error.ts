import { InputError, type InputErrorCode } from '../errors.ts';
import { quote } from '../quote.ts';
import { FILE_TYPE, METHOD } from './records.ts';
import type { ZipIndex } from './zip-index.ts';

/** An InputError about one entry of the archive: `entry "x.jpg" is encrypted`. */
export function entryError(
  code: InputErrorCode,
  index: ZipIndex,
  entry: number,
  predicate: string,
  cause?: unknown,
): InputError {
  const name = index.name(entry);
  return new InputError(code, `entry ${quote(name)} ${predicate}`, { details: { entry: name }, cause });
}

const SPECIAL_FILES: readonly number[] = [FILE_TYPE.fifo, FILE_TYPE.characterDevice, FILE_TYPE.blockDevice];

/** Refuses links, devices and pipes. */
export function requireFile(index: ZipIndex, entry: number): void {
  const type = index.fileType(entry);
  if (type === FILE_TYPE.symbolicLink)
    throw entryError('ENTRY_IS_A_LINK', index, entry, 'is a symbolic or hard link, not a regular file');
  if (SPECIAL_FILES.includes(type))
    throw entryError('ENTRY_IS_NO_FILE', index, entry, 'is a device or a pipe, not a regular file');
}

export function requireKnownMethod(index: ZipIndex, entry: number): void {
  const method = index.method(entry);
  if (method === METHOD.stored || method === METHOD.deflated) return;
  const predicate = `has compression method ${method}; only stored (0) and deflated (8) are supported`;
  throw entryError('UNSUPPORTED_METHOD', index, entry, predicate);
}
