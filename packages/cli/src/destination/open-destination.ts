import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchStore, Plan } from '@biospex/batch-core';
import { DirectoryStore, FolderStore } from '@biospex/batch-core/node';
import type { Archive } from '../archive/open-archive.ts';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';
import { quoted } from '../output/printable.ts';
import { isS3Url, s3PrefixOf } from '../s3-location.ts';
import {
  listDirectory,
  outputIsArchive,
  refuseOtherBatches,
  stemOfPlan,
  type BatchKind,
} from './guard-output.ts';

export interface DestinationOptions {
  readonly out: string;
  readonly as: BatchKind;
  /** Whether to wait until batches are on the disk. */
  readonly fsync: boolean;
  /** Tags of batches in S3. @default none */
  readonly tag?: Readonly<Record<string, string>>;
}

/** Its notes are known after the split: sentences about features that it lacks. */
type Destination = BatchStore & { readonly notes?: ReadonlySet<string> };

/**
 * Opens a directory, or a prefix in S3, for the batches of a plan.
 *
 * @throws CommandError NOT_A_DIRECTORY, DIRECTORY_UNREADABLE, ADDRESS_INVALID, AWS_MISCONFIGURED, OUTPUT_IS_ARCHIVE,
 *   OUTPUT_HAS_OTHER_BATCHES
 * @throws StoreError READ_FAILED
 */
export async function openDestination(
  plan: Plan,
  archive: Archive,
  options: DestinationOptions,
  run: Run,
): Promise<Destination> {
  const { out, as } = options;
  if (!isS3Url(out)) return openDirectory(plan, archive.path, options);
  if (as === 'zips') return openPrefix(plan, archive, options, run);
  throw new CommandError(
    'NOT_A_DIRECTORY',
    `${quoted(out)} is not a directory; --as folders cannot write to S3`,
  );
}

async function openDirectory(
  plan: Plan,
  archivePath: string,
  { out, as, fsync, tag }: DestinationOptions,
): Promise<Destination> {
  if (tag !== undefined)
    throw new CommandError(
      'ADDRESS_INVALID',
      `--tag needs an --out that starts with s3://; ${quoted(out)} does not`,
    );
  const present = (await listDirectory(out)) ?? [];
  const archive = isS3Url(archivePath) ? undefined : await realPath(archivePath);
  for (const { file } of archive === undefined ? [] : plan.batches)
    if ((await realPath(join(out, file))) === archive) throw outputIsArchive(file);
  refuseOtherBatches(out, present, plan, as);
  const Store = as === 'folders' ? FolderStore : DirectoryStore;
  return new Store(out, { durable: fsync });
}

/** Undefined if the file does not exist. The archive may have been deleted while it is open. */
function realPath(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

async function openPrefix(
  plan: Plan,
  { object, isSpooled }: Archive,
  { out, tag: tags }: DestinationOptions,
  { s3, signal }: Run,
): Promise<Destination> {
  const { bucket, prefix } = await s3PrefixOf(out);
  const client = await s3.client();
  const { listKeys, S3Store } = await import('../aws.ts');
  const replaced = plan.batches.find(({ file }) => object?.key === prefix + file);
  if (replaced !== undefined && object?.bucket === bucket) throw outputIsArchive(replaced.file);
  const keys = await listKeys(client, { bucket, prefix: `${prefix}${stemOfPlan(plan)}-part`, signal });
  const present = keys.map((key) => key.slice(prefix.length));
  refuseOtherBatches(`s3://${bucket}/${prefix}`, present, plan, 'zips');
  return new S3Store(client, { bucket, prefix, archive: isSpooled ? undefined : object, tags });
}
