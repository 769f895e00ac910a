import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PlanOptions } from '@biospex/batch-core';
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

/**
 * Reads the manifest that takes the place of the archive's, if one is given.
 *
 * @throws CommandError MANIFEST_UNREADABLE
 */
export async function readOwnManifest(path: string | undefined): Promise<PlanOptions['manifest']> {
  if (path === undefined) return undefined;
  return {
    name: basename(path),
    bytes: await openGiven(path, 'MANIFEST_UNREADABLE', (given) => readFile(given)),
  };
}
