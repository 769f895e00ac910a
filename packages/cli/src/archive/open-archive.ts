import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { safeStem, stemOfArchive, type ByteSource, type Progress } from '@biospex/batch-core';
import {
  FileSource,
  sweepSpools,
  withExport,
  type OpenExport,
  type OpenExportOptions,
} from '@biospex/batch-core/node';
import type { S3Source } from '@biospex/batch-aws';
import { CommandError } from '../command-error.ts';
import { quoted } from '../output/printable.ts';
import { s3Session } from '../s3-session.ts';
import { isS3Url, s3LocationOf } from '../s3-location.ts';

export interface Archive {
  /** What is planned and split: the archive itself, or what a TAR archive was unpacked into. */
  readonly source: ByteSource;
  /** The archive as an object in S3, where it is one. */
  readonly object: S3Source | undefined;
  /** The same where batches can be copied from it: it is a ZIP archive. */
  readonly copyable: S3Source | undefined;
  /** Bytes that a TAR archive was unpacked to; undefined for a ZIP. */
  readonly spooledBytes: number | undefined;
}

export interface ArchiveOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** It is only planned. */
  readonly dryRun?: boolean;
}

/** Opens an archive, a file or an object in S3, ZIP or TAR, lets `work` use it, and closes it whatever happens. */
export async function withArchive<T>(
  path: string,
  options: ArchiveOptions,
  work: (archive: Archive) => Promise<T>,
): Promise<T> {
  if (isS3Url(path)) {
    const object = await openObject(path, options.signal);
    const { WHOLE_OBJECT_READING } = await import('../aws.ts');
    return withUnpacked(object, { ...options, reading: WHOLE_OBJECT_READING }, (opened) =>
      work({
        ...sourceOf(opened),
        object,
        copyable: opened.isSpooled ? undefined : object,
      }),
    );
  }
  const file = await openFile(path);
  try {
    return await withUnpacked(file, options, (opened) =>
      work({ ...sourceOf(opened), object: undefined, copyable: undefined }),
    );
  } finally {
    await file.close();
  }
}

function sourceOf({ source, isSpooled, spooledBytes }: OpenExport): Pick<Archive, 'source' | 'spooledBytes'> {
  return { source, spooledBytes: isSpooled ? spooledBytes : undefined };
}

/** A TAR archive is unpacked into the folder for temporary files. */
function withUnpacked<T>(
  archive: ByteSource,
  options: Omit<OpenExportOptions, 'places'>,
  work: (opened: OpenExport) => Promise<T>,
): Promise<T> {
  const directory = tmpdir();
  const places = [{ directory }];
  const beforeUnpacking = async (): Promise<void> => {
    await sweepSpools(directory, { now: Date.now() });
  };
  return withExport(archive, { ...options, places, beforeUnpacking }, work);
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
  EISDIR: 'is not a file; give the archive itself',
};

/** What batches are named after: the archive's file name without the ending of an archive. */
export function stemOf(path: string): string {
  return safeStem(stemOfArchive(basename(path)));
}
