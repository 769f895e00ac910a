import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { safeStem, stemOfArchive, type Progress } from '@biospex/batch-core';
import { FileSource, sweepSpools, withExport, type OpenExport } from '@biospex/batch-core/node';
import type { S3Source } from '@biospex/batch-aws';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';
import { quoted } from '../output/printable.ts';
import { isS3Url, s3LocationOf } from '../s3-location.ts';
import { openGiven } from './given-file.ts';

/** Archive is an open archive. A TAR archive is unpacked. */
export interface Archive extends OpenExport {
  /** Its path or address on the command line. */
  readonly path: string;
  /** The archive in S3. S3 can copy batches from it, unless it was unpacked. */
  readonly object: S3Source | undefined;
}

/** Opens an archive, lets `work` use it, and closes it. */
export async function withArchive<T>(
  path: string,
  { run, ...more }: { run: Pick<Run, 's3' | 'signal'>; progress: Progress; dryRun?: boolean },
  work: (archive: Archive) => Promise<T>,
): Promise<T> {
  const directory = tmpdir();
  const options = {
    ...more,
    signal: run.signal,
    places: [{ directory }],
    beforeUnpacking: async () => {
      await sweepSpools(directory, { now: Date.now() });
    },
  };
  if (isS3Url(path)) {
    const object = await openObject(path, run);
    const { WHOLE_OBJECT_READING: reading } = await import('../aws.ts');
    return withExport(object, { ...options, reading }, (opened) => work({ ...opened, path, object }));
  }
  const file = await openGiven(path, 'ARCHIVE_UNREADABLE', (given) => FileSource.open(given));
  try {
    return await withExport(file, options, (opened) => work({ ...opened, path, object: undefined }));
  } finally {
    await file.close();
  }
}

async function openObject(url: string, { s3, signal }: Pick<Run, 's3' | 'signal'>): Promise<S3Source> {
  const location = await s3LocationOf(url);
  if (location.key === '')
    throw new CommandError('ADDRESS_INVALID', `${quoted(url)} is a bucket; add the key of the archive`);
  const client = await s3.client();
  const { S3Source } = await import('../aws.ts');
  return S3Source.open(client, location, { signal });
}

/** The archive's file name without its extension. */
export function stemOf(path: string): string {
  return safeStem(stemOfArchive(basename(path)));
}
