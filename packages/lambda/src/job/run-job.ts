import { composeBatches, planArchive, type Plan, stemOfArchive } from '@biospex/batch-core';
import { inflateByZlib, type OpenExport } from '@biospex/batch-core/node';
import { abortStaleUploads, S3Source, S3Store } from '@biospex/batch-aws';
import { JobError } from '../job-failure.ts';
import type { Trigger } from '../message/trigger.ts';
import type { JobTools } from './job-tools.ts';
import { withOpenExport } from './open-export.ts';

/** Where BIOSPEX looks for batches: it puts this before the names in the result. */
export const BATCH_PREFIX = 'batch/';

/** Of all that is written, for the bucket's rule that expires it. */
export const BATCH_TAGS = { biospex: 'batch' } as const;

/** Batches in the making at once: S3 does the copying, so this is about requests in flight. */
const CONCURRENCY = 4;
/** The same for a TAR archive, whose batches are uploaded from here: each has four parts of 8 MiB in memory. */
const SPOOLED_CONCURRENCY = 2;
/** Batches in one export: their names must fit into one SQS message (256 KiB with room for the rest). */
const MAX_BATCHES = 2000;

export interface JobOutcome {
  readonly plan: Plan;
  /** Files that an earlier attempt or an equal job had finished. */
  readonly reused: readonly string[];
  readonly archive: {
    readonly key: string;
    readonly etag: string;
    readonly size: number;
    /** Bytes that a TAR archive was unpacked to, 0 for a ZIP. */
    readonly spooledBytes: number;
  };
}

/**
 * Splits the archive of a trigger into batches beside it. Batches that are finished stay, whatever happens afterwards: the
 * next attempt finds them.
 *
 * @throws InputError what is wrong with the archive
 * @throws JobError for more batches than a result can name, or one in the archive's place
 * @throws StoreError what went wrong with S3
 * @throws the signal's reason
 */
export async function runJob(trigger: Trigger, tools: JobTools): Promise<JobOutcome> {
  const { s3, progress, signal } = tools;
  const { bucket, exportKey: key } = trigger;
  const archive = await S3Source.open(s3, { bucket, key }, { signal });
  return withOpenExport(archive, tools, async (opened) => {
    const { source, isSpooled, spooledBytes } = opened;
    const plan = await planJob(opened, trigger, tools);
    const onFinished = progress.batchLog(plan);
    const copied = isSpooled ? undefined : archive;
    const place = { bucket, prefix: BATCH_PREFIX, tags: BATCH_TAGS };
    const store = new S3Store(s3, { ...place, archive: copied, onFinished });
    const concurrency = isSpooled ? SPOOLED_CONCURRENCY : CONCURRENCY;
    await composeBatches(plan, source, store, { concurrency, progress, signal });
    await abortLeftUploads(trigger, tools);
    return {
      plan,
      reused: plan.batches.map(({ file }) => file).filter((file) => store.reused.has(file)),
      archive: { key, etag: archive.etag, size: archive.size, spooledBytes },
    };
  });
}

async function planJob(
  { source }: OpenExport,
  trigger: Trigger,
  { configuration, progress, signal }: JobTools,
): Promise<Plan> {
  const plan = await planArchive(source, {
    stem: stemOfArchive(trigger.file),
    batchSize: trigger.batchSize ?? configuration.batchSize,
    missingImages: configuration.missingImages,
    inflate: inflateByZlib,
    progress,
    signal,
  });
  if (plan.batches.length > MAX_BATCHES) {
    throw new JobError(
      'MESSAGE_REFUSED',
      `the export would make ${plan.batches.length} batches, more than ${MAX_BATCHES}; use a larger batchSize`,
    );
  }
  const replaced = plan.batches.find(({ file }) => BATCH_PREFIX + file === trigger.exportKey);
  if (replaced !== undefined)
    throw new JobError(
      'MESSAGE_REFUSED',
      `batch ${replaced.file} would replace the archive; use another file`,
    );
  return plan;
}

/** Aborts what crashed attempts have left open. An equal job that is still at it finds the finished batches instead. */
async function abortLeftUploads({ bucket, file }: Trigger, { s3, log }: JobTools): Promise<void> {
  const prefix = `${BATCH_PREFIX}${stemOfArchive(file)}-part`;
  const isOurs = (key: string): boolean => /^\d+\.zip$/.test(key.slice(prefix.length));
  const stale = { bucket, prefix, isOurs, olderThanMs: 0, now: Date.now() };
  await abortStaleUploads(s3, stale).catch((error: unknown) => {
    // The batches are there; the bucket's lifecycle rule removes the rest.
    log.warn({ err: error }, 'unfinished uploads may be left');
  });
}
