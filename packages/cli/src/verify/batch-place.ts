import { join } from 'node:path';
import type { ByteSource } from '@biospex/batch-core';
import { FileSource } from '@biospex/batch-core/node';
import { CommandError } from '../command-error.ts';
import { listDirectory } from '../destination/guard-output.ts';
import type { Run } from '../io.ts';
import { quoted } from '../output/printable.ts';
import { isS3Url, s3PrefixOf } from '../s3-location.ts';

/** BatchPlace is where batches are stored: a directory, or a prefix in S3. */
export interface BatchPlace {
  /** Undefined in S3. */
  readonly directory?: string;
  /** Lists the names in this place. In S3, where the batches of many exports may lie, only those with this beginning. */
  list(beginning: string): Promise<readonly string[]>;
  /** Opens a batch that is a ZIP. Throws StoreError READ_FAILED if S3 refuses or cannot be reached. */
  open(file: string): Promise<ByteSource & { close?(): Promise<void> }>;
}

/** @throws CommandError ADDRESS_INVALID, AWS_MISCONFIGURED */
export async function openBatchPlace(place: string, run: Pick<Run, 's3' | 'signal'>): Promise<BatchPlace> {
  return isS3Url(place) ? openPrefix(place, run) : openDirectory(place);
}

function openDirectory(directory: string): BatchPlace {
  return {
    directory,
    async list() {
      const names = await listDirectory(directory);
      if (names !== undefined) return names;
      throw new CommandError('NOT_A_DIRECTORY', `${quoted(directory)} does not exist; check its name`);
    },
    open: (file) => FileSource.open(join(directory, file)),
  };
}

async function openPrefix(url: string, { s3, signal }: Pick<Run, 's3' | 'signal'>): Promise<BatchPlace> {
  const { bucket, prefix } = await s3PrefixOf(url);
  const client = await s3.client();
  const { listKeys, S3Source } = await import('../aws.ts');
  return {
    list: async (beginning) => {
      const keys = await listKeys(client, { bucket, prefix: prefix + beginning, signal });
      return keys.map((key) => key.slice(prefix.length));
    },
    open: (file) => S3Source.open(client, { bucket, key: prefix + file }, { signal }),
  };
}
