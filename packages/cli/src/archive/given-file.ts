import { basename } from 'node:path';
import type { PlanOptions } from '@biospex/batch-core';
import { FileSource } from '@biospex/batch-core/node';
import { CommandError, type CommandErrorCode } from '../command-error.ts';
import { quoted } from '../output/printable.ts';

/** Opens or reads a file from the command line. Throws CommandError with `errorCode`. */
export async function openGiven<T>(
  path: string,
  errorCode: CommandErrorCode,
  open: (path: string) => Promise<T>,
): Promise<T> {
  try {
    return await open(path);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = /^https?:/.test(path)
      ? 'is a web address; download the file first'
      : (REASONS[code] ?? message);
    throw new CommandError(errorCode, `${quoted(path)} ${why}`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check its name and folder',
  ENOTDIR: 'does not exist; check its name and folder',
  EACCES: 'cannot be read: permission denied',
  EISDIR: 'is not a file; name the file itself, or pack the files of a folder into a ZIP',
};

/** The core's limit, checked before the file is read. */
const MAX_MANIFEST_BYTES = 512 * 1024 * 1024;

/** Reads the manifest of `--manifest`. Throws CommandError MANIFEST_UNREADABLE. */
export async function readOwnManifest(path: string | undefined): Promise<PlanOptions['manifest']> {
  if (path === undefined) return undefined;
  const file = await openGiven(path, 'MANIFEST_UNREADABLE', (given) => FileSource.open(given));
  try {
    if (file.size > MAX_MANIFEST_BYTES)
      throw new CommandError(
        'MANIFEST_UNREADABLE',
        `${quoted(path)} has ${file.size} bytes; at most ${MAX_MANIFEST_BYTES} are allowed`,
      );
    const bytes = new Uint8Array(file.size);
    await file.read(bytes, 0);
    return { name: basename(path), bytes };
  } finally {
    await file.close();
  }
}
