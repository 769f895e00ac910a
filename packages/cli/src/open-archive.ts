import { basename } from 'node:path';
import { FileSource } from '@biospex/batch-core/node';
import { CommandError } from './command-error.ts';

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
    throw new CommandError('ARCHIVE_UNREADABLE', `${JSON.stringify(path)} ${why}`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read (permission denied)',
  EISDIR: 'is not a regular file',
};

/** What batches are named after: the archive's file name without the ending of an archive. */
export function stemOf(path: string): string {
  return basename(path).replace(/\.(?:zip|tar\.gz|tgz|tar)$/i, '') || 'batch';
}
