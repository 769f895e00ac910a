import { composeBatches, planArchive, type Plan, type Progress, stemOfArchive } from '@biospex/batch-core';
import { inflateByZlib } from '@biospex/batch-core/node';
import { abortStaleUploads, S3Source, S3Store } from '@biospex/batch-aws';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Configuration } from '../configuration.ts';
import { RefusedMessageError } from '../message/parse-trigger.ts';
import type { Trigger } from '../message/trigger.ts';
import type { Logger } from '../observe/logger.ts';

/** Where BIOSPEX looks for batches: it puts this before the names in the result. */
export const BATCH_PREFIX = 'batch/';

/** Batches in the making at once: S3 does the copying, so this is about requests in flight. */
const CONCURRENCY = 4;
/** Batches in one export: their names must fit into one SQS message (256 KiB with room for the rest). */
const MAX_BATCHES = 2000;

export interface JobOutcome {
  readonly plan: Plan;
  /** Files that an earlier attempt or an equal job had finished. */
  readonly reused: readonly string[];
  readonly archive: { readonly key: string; readonly etag: string; readonly size: number };
}

export interface JobTools {
  readonly s3: S3Client;
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Splits the archive of a trigger into batches beside it. Batches that are finished stay, whatever happens afterwards: the
 * next attempt finds them.
 *
 * @throws InputError what is wrong with the archive
 * @throws RefusedMessageError for more batches than a result can name, or one in the archive's place
 * @throws StoreError what went wrong with S3
 * @throws the signal's reason
 */
export async function runJob(trigger: Trigger, tools: JobTools): Promise<JobOutcome> {
  const { s3, configuration, log, progress, signal } = tools;
  const { bucket, exportKey } = trigger;
  const stem = stemOfArchive(trigger.file);
  const source = await S3Source.open(s3, { bucket, key: exportKey }, { signal });
  const plan = await planArchive(source, {
    stem,
    batchSize: trigger.batchSize ?? configuration.batchSize,
    missingImages: configuration.missingImages,
    localHeaders: 'sampled',
    inflate: inflateByZlib,
    progress,
    signal,
  });
  if (plan.batches.length > MAX_BATCHES) {
    throw new RefusedMessageError(
      `the export would make ${plan.batches.length} batches, more than ${MAX_BATCHES}; use a larger batchSize`,
    );
  }
  const replaced = plan.batches.find(({ file }) => BATCH_PREFIX + file === exportKey);
  if (replaced !== undefined)
    throw new RefusedMessageError(`batch ${replaced.file} would replace the archive; use another file`);
  const store = new S3Store(s3, { bucket, prefix: BATCH_PREFIX, archive: source });
  await composeBatches(plan, source, store, { concurrency: CONCURRENCY, progress, signal });
  // What crashed attempts have left open. An equal job that is still at it finds the finished batches instead.
  const prefix = `${BATCH_PREFIX}${stem}-part`;
  const isOurs = (key: string): boolean => /^\d+\.zip$/.test(key.slice(prefix.length));
  const stale = { bucket, prefix, isOurs, olderThanMs: 0, now: Date.now() };
  await abortStaleUploads(s3, stale).catch((error: unknown) => {
    // The batches are there; the bucket's lifecycle rule removes the rest.
    log.warn({ err: error }, 'unfinished uploads may be left');
  });
  return {
    plan,
    reused: plan.batches.map(({ file }) => file).filter((file) => store.reused.has(file)),
    archive: { key: exportKey, etag: source.etag, size: source.size },
  };
}
