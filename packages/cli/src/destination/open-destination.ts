import type { BatchStore, Plan } from '@biospex/batch-core';
import { DirectoryStore } from '@biospex/batch-core/node';
import type { Archive } from '../archive/open-archive.ts';
import { isS3Url, s3PrefixOf } from '../s3-location.ts';
import { s3Session } from '../s3-session.ts';
import { refuseToSpoilOutput } from './guard-output.ts';
import { refuseToSpoilPrefix } from './guard-prefix.ts';

/** Where the batches of a split go. */
export interface Destination {
  readonly store: BatchStore;
  /** Refuses a destination in which the batches of the plan would do harm. */
  refuseToSpoil(plan: Plan): Promise<void>;
}

export interface DestinationOptions {
  /** The archive's path or address, as it was given. */
  readonly archivePath: string;
  readonly archive: Archive;
  /** Waits for the disk, where the batches are files. */
  readonly durable: boolean;
  readonly signal: AbortSignal;
}

/** Opens a directory, or a prefix in S3, for batches. */
export async function openDestination(out: string, options: DestinationOptions): Promise<Destination> {
  const { archivePath, archive, durable, signal } = options;
  if (!isS3Url(out)) {
    return {
      store: new DirectoryStore(out, { durable }),
      refuseToSpoil: (plan) => refuseToSpoilOutput(out, isS3Url(archivePath) ? undefined : archivePath, plan),
    };
  }
  const { bucket, prefix } = await s3PrefixOf(out);
  const { client } = await s3Session();
  const { S3Store } = await import('../aws.ts');
  return {
    store: new S3Store(client, { bucket, prefix, archive: archive.copyable }),
    refuseToSpoil: (plan) => refuseToSpoilPrefix(client, { bucket, prefix, signal }, archive.object, plan),
  };
}
