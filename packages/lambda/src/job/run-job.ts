import { composeBatches, planArchive, type Plan, stemOfArchive } from '@biospex/batch-core';
import { inflateByZlib, type OpenExport } from '@biospex/batch-core/node';
import { abortStaleUploads, S3Source, S3Store } from '@biospex/batch-aws';
import { JobError } from '../job-failure.ts';
import type { Trigger } from '../message/trigger.ts';
import type { JobTools } from './job-tools.ts';
import { withOpenExport } from './open-export.ts';

/** BIOSPEX puts this before the file names of a result. */
export const BATCH_PREFIX = 'batch/';

/** On every object written: the bucket's lifecycle rule expires objects by it. */
export const BATCH_TAGS = { biospex: 'batch' } as const;

/** An older upload has no owner: Lambda ends a function after 15 minutes. */
const STALE_AFTER_MS = 16 * 60_000;
/** Of the 2 GiB of a function: enough for 38 batches that share one read of the archive. */
const PACK_MEMORY_BYTES = 256 * 1024 * 1024;
/** The names of so many batches fit into one SQS message (256 KiB), with room for the rest. */
const MAX_BATCHES = 2000;

export interface JobOutcome {
  readonly plan: Plan;
  /** Files that an earlier attempt, or an equal job, had finished. */
  readonly reused: readonly string[];
  readonly archive: {
    readonly key: string;
    readonly etag: string;
    readonly size: number;
    /** Bytes unpacked from a TAR archive, 0 for a ZIP. */
    readonly spooledBytes: number;
  };
}

/**
 * Splits the archive of a trigger into batches in the same bucket. Finished batches always stay: the next attempt reuses
 * them.
 *
 * @throws InputError if the archive is wrong
 * @throws JobError MESSAGE_REFUSED for too many batches, or one that would replace the archive
 * @throws StoreError if S3 fails
 * @throws the signal's reason
 */
export async function runJob(trigger: Trigger, tools: JobTools): Promise<JobOutcome> {
  const { s3, log, progress, signal } = tools;
  const { bucket, exportKey: key } = trigger;
  const archive = await S3Source.open(s3, { bucket, key }, { signal });
  return withOpenExport(archive, tools, async (opened) => {
    const { source, isSpooled, spooledBytes } = opened;
    const plan = await planJob(opened, trigger, tools);
    const store = new S3Store(s3, {
      bucket,
      prefix: BATCH_PREFIX,
      archive: isSpooled ? undefined : archive,
      tags: BATCH_TAGS,
      packMemoryBytes: PACK_MEMORY_BYTES,
      onFinished: progress.batchLog(plan),
    });
    await composeBatches(plan, source, store, { progress, signal });
    for (const note of store.notes) log.warn(note);
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
    throw new JobError('MESSAGE_REFUSED', `batch ${replaced.file} would replace the archive; change "file"`);
  return plan;
}

/** Aborts the uploads that killed attempts left open. */
async function abortLeftUploads({ bucket, file }: Trigger, { s3, log }: JobTools): Promise<void> {
  const prefix = `${BATCH_PREFIX}${stemOfArchive(file)}-part`;
  const isOurs = (key: string): boolean => /^\d+\.zip$/.test(key.slice(prefix.length));
  const stale = { bucket, prefix, isOurs, olderThanMs: STALE_AFTER_MS, now: Date.now() };
  await abortStaleUploads(s3, stale).catch((error: unknown) => {
    // The batches are there; the bucket's lifecycle rule removes the rest.
    log.warn({ err: error }, 'unfinished uploads may be left');
  });
}
