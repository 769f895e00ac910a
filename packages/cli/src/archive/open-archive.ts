import { basename } from 'node:path';
import { safeStem, stemOfArchive, type ByteSource } from '@biospex/batch-core';
import { FileSource } from '@biospex/batch-core/node';
import type { S3Source } from '@biospex/batch-aws';
import { CommandError } from '../command-error.ts';
import { quoted } from '../output/printable.ts';
import { s3Session } from '../s3-session.ts';
import { isS3Url, s3LocationOf } from '../s3-location.ts';

export interface Archive {
  readonly source: ByteSource;
  /** The source again, where it is an object in S3. */
  readonly inS3: S3Source | undefined;
}

/** Opens an archive, a file or an object in S3, lets `work` use it, and closes it whatever happens. */
export async function withArchive<T>(
  path: string,
  signal: AbortSignal,
  work: (archive: Archive) => Promise<T>,
): Promise<T> {
  if (isS3Url(path)) {
    const inS3 = await openObject(path, signal);
    return work({ source: inS3, inS3 });
  }
  const source = await openFile(path);
  try {
    return await work({ source, inS3: undefined });
  } finally {
    await source.close();
  }
}

async function openObject(url: string, signal: AbortSignal): Promise<S3Source> {
  const location = await s3LocationOf(url);
  if (location.key === '')
    throw new CommandError('ADDRESS_INVALID', `${quoted(url)} names a bucket; add the key of the archive`);
  const { client } = await s3Session();
  const { S3Source } = await import('../aws.ts');
  return S3Source.open(client, location, { signal });
}

async function openFile(path: string): Promise<FileSource> {
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
  EISDIR: 'is not a file; give the ZIP itself',
};

/** What batches are named after: the archive's file name without the ending of an archive. */
export function stemOf(path: string): string {
  return safeStem(stemOfArchive(basename(path)));
}
