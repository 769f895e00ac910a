import { basename } from 'node:path';
import { checkStem } from '@biospex/batch-core';
import { FileSource } from '@biospex/batch-core/node';
import { CommandError } from './command-error.ts';
import { quoted } from './output/printable.ts';

/** Opens an archive, lets `work` use it, and closes it whatever happens. */
export async function withArchive<T>(path: string, work: (source: FileSource) => Promise<T>): Promise<T> {
  const source = await openArchive(path);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

async function openArchive(path: string): Promise<FileSource> {
  try {
    return await FileSource.open(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = REASONS[code ?? ''] ?? (cause as Error).message;
    throw new CommandError('ARCHIVE_UNREADABLE', `${quoted(path)} ${why}`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read (permission denied)',
  EISDIR: 'is not a regular file',
};

/** UTF-16 units of a name that had to be changed: at 3 bytes each they still fit into a file name. */
const LONGEST_STEM = 50;

/**
 * What batches are named after: the archive's file name without the ending of an archive, and without what a file name
 * may not hold everywhere.
 */
export function stemOf(path: string): string {
  const name = basename(path).replace(/\.(?:zip|tar\.gz|tgz|tar)$/i, '');
  try {
    checkStem(name);
    return name;
  } catch {
    const safe = name.replaceAll(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '-').slice(0, LONGEST_STEM);
    return /^\.*$/.test(safe) ? 'batch' : safe;
  }
}
