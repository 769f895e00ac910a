import { basename } from 'node:path';
import type { PlanOptions } from '@biospex/batch-core';
import { FileSource } from '@biospex/batch-core/node';
import { CommandError, type CommandErrorCode } from '../command-error.ts';
import { quoted } from '../output/printable.ts';

/**
 * Opens or reads a file that was named on the command line.
 *
 * @throws CommandError `errorCode`
 */
export async function openGiven<T>(
  path: string,
  errorCode: CommandErrorCode,
  open: (path: string) => Promise<T>,
): Promise<T> {
  try {
    return await open(path);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new CommandError(errorCode, `${quoted(path)} ${REASONS[code] ?? message}`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read (permission denied)',
  EISDIR: 'is not a file; give the file itself',
};

/** The core's limit, before so much is read. */
const MAX_MANIFEST_BYTES = 512 * 1024 * 1024;

/**
 * Reads the manifest that takes the place of the archive's, if one is given.
 *
 * @throws CommandError MANIFEST_UNREADABLE
 */
export async function readOwnManifest(path: string | undefined): Promise<PlanOptions['manifest']> {
  if (path === undefined) return undefined;
  const file = await openGiven(path, 'MANIFEST_UNREADABLE', (given) => FileSource.open(given));
  try {
    if (file.size > MAX_MANIFEST_BYTES)
      throw new CommandError(
        'MANIFEST_UNREADABLE',
        `${quoted(path)} has ${file.size} bytes, more than the ${MAX_MANIFEST_BYTES} allowed`,
      );
    const bytes = new Uint8Array(file.size);
    await file.read(bytes, 0);
    return { name: basename(path), bytes };
  } finally {
    await file.close();
  }
}
