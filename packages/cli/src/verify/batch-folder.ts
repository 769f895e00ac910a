import { join } from 'node:path';
import { InputError, StoreError, type ByteSource } from '@biospex/batch-core';
import { FileSource } from '@biospex/batch-core/node';
import { CommandError } from '../command-error.ts';
import { listDirectory } from '../destination/guard-output.ts';
import type { Run } from '../io.ts';
import { quoted } from '../output/printable.ts';
import { isS3Url, s3PrefixOf } from '../s3-location.ts';

/** BatchFolder is where batches lie: a directory, or a prefix in S3. */
export interface BatchFolder {
  /**
   * The names of what lies there; in S3, where the batches of all exports may lie together, only of what begins so.
   *
   * @throws CommandError NOT_A_DIRECTORY, DIRECTORY_UNREADABLE; StoreError READ_FAILED
   */
  list(beginning: string): Promise<readonly string[]>;
  /**
   * @throws NotReadableError where this one cannot be read
   * @throws StoreError READ_FAILED where S3 refuses or cannot be reached
   */
  open(file: string): Promise<OpenedFile>;
  /** Where a batch lies that is a folder; undefined in S3. */
  readonly pathOf?: (name: string) => string;
}

export interface OpenedFile {
  readonly source: ByteSource;
  close(): Promise<void>;
}

/** NotReadableError says why a batch cannot be opened: that is for the report, and the next one may be whole. */
export class NotReadableError extends Error {
  override readonly name = 'NotReadableError';
}

/** @throws CommandError ADDRESS_INVALID, AWS_MISCONFIGURED */
export async function openBatchFolder(place: string, run: Pick<Run, 's3' | 'signal'>): Promise<BatchFolder> {
  return isS3Url(place) ? openPrefix(place, run) : directoryFolder(place);
}

function directoryFolder(directory: string): BatchFolder {
  return {
    async list() {
      const names = await listDirectory(directory);
      if (names !== undefined) return names;
      throw new CommandError('NOT_A_DIRECTORY', `${quoted(directory)} does not exist`);
    },
    pathOf: (name) => join(directory, name),
    async open(file) {
      try {
        const source = await FileSource.open(join(directory, file));
        return { source, close: () => source.close() };
      } catch (cause) {
        throw new NotReadableError((cause as Error).message, { cause });
      }
    },
  };
}

async function openPrefix(url: string, { s3, signal }: Pick<Run, 's3' | 'signal'>): Promise<BatchFolder> {
  const { bucket, prefix } = await s3PrefixOf(url);
  const client = await s3.client();
  const { listKeys, S3Source } = await import('../aws.ts');
  return {
    async list(beginning) {
      const keys = await listKeys(client, { bucket, prefix: prefix + beginning, signal });
      return keys.map((key) => key.slice(prefix.length));
    },
    async open(file) {
      try {
        const source = await S3Source.open(client, { bucket, key: prefix + file }, { signal });
        return { source, close: () => Promise.resolve() };
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof InputError) throw new NotReadableError('it is gone', { cause });
        const message = `batch ${file} cannot be read: ${(cause as Error).message}`;
        throw new StoreError('READ_FAILED', message, { cause });
      }
    },
  };
}
