import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchStore, Plan } from '@biospex/batch-core';
import { DirectoryStore, FolderStore } from '@biospex/batch-core/node';
import type { Archive } from '../archive/open-archive.ts';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';
import { quoted } from '../output/printable.ts';
import { isS3Url, s3PrefixOf } from '../s3-location.ts';
import { listDirectory, outputIsArchive, refuseOtherBatches, stemOfPlan } from './guard-output.ts';

/** Where the batches of a split go. */
export interface Destination {
  readonly store: BatchStore;
  /** After the split: what the destination lacks, a sentence each. */
  readonly notes: ReadonlySet<string>;
  /**
   * Refuses a destination in which the batches of the plan would do harm.
   *
   * @throws CommandError NOT_A_DIRECTORY, OUTPUT_IS_ARCHIVE, OUTPUT_HAS_OTHER_BATCHES
   * @throws StoreError READ_FAILED
   */
  refuseToSpoil(plan: Plan): Promise<void>;
}

export interface DestinationOptions {
  /** The archive's path or address, as it was given. */
  readonly archivePath: string;
  readonly archive: Archive;
  readonly as: 'zips' | 'folders';
  /** Waits for the disk, if the batches are files. */
  readonly durable: boolean;
  /** Of batches in S3. @default none */
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly run: Run;
}

/**
 * Opens a directory, or a prefix in S3, for batches.
 *
 * @throws CommandError NOT_A_DIRECTORY, ADDRESS_INVALID, AWS_MISCONFIGURED
 */
export async function openDestination(out: string, options: DestinationOptions): Promise<Destination> {
  if (!isS3Url(out)) return openDirectory(out, options);
  if (options.as === 'zips') return openPrefix(out, options);
  throw new CommandError(
    'NOT_A_DIRECTORY',
    `${quoted(out)} is not a directory, and folders are not written to S3`,
  );
}

function openDirectory(
  directory: string,
  { archivePath, as, durable, tags }: DestinationOptions,
): Destination {
  if (tags !== undefined)
    throw new CommandError(
      'ADDRESS_INVALID',
      `--tag needs an --out that starts with s3://, not ${quoted(directory)}`,
    );
  const Store = as === 'folders' ? FolderStore : DirectoryStore;
  return {
    store: new Store(directory, { durable }),
    notes: new Set(),
    async refuseToSpoil(plan) {
      const present = (await listDirectory(directory)) ?? [];
      const archive = isS3Url(archivePath) ? undefined : await realPath(archivePath);
      for (const { file } of archive === undefined ? [] : plan.batches)
        if ((await realPath(join(directory, file))) === archive) throw outputIsArchive(file);
      refuseOtherBatches(directory, present, plan, as);
    },
  };
}

/** What a link leads to; undefined for a file that is not there: the archive may be gone by now, and is still open. */
function realPath(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

async function openPrefix(url: string, { archive, tags, run }: DestinationOptions): Promise<Destination> {
  const { bucket, prefix } = await s3PrefixOf(url);
  const client = await run.s3.client();
  const { listKeys, S3Store } = await import('../aws.ts');
  const source = archive.isSpooled ? undefined : archive.object;
  const store = new S3Store(client, { bucket, prefix, archive: source, tags });
  return {
    store,
    notes: store.notes,
    async refuseToSpoil(plan) {
      const { object } = archive;
      const replaced = plan.batches.find(({ file }) => object?.key === prefix + file);
      if (replaced !== undefined && object?.bucket === bucket) throw outputIsArchive(replaced.file);
      const beginning = `${prefix}${stemOfPlan(plan)}-part`;
      const keys = await listKeys(client, { bucket, prefix: beginning, signal: run.signal });
      const present = keys.map((key) => key.slice(prefix.length));
      refuseOtherBatches(`s3://${bucket}/${prefix}`, present, plan);
    },
  };
}
