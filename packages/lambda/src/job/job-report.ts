import { writeJsonObject, type Transfer } from '@biospex/batch-aws';
import type { S3Client } from '@aws-sdk/client-s3';
import { stemOfArchive, type Finding, type NextSteps, type PlannedBatch } from '@biospex/batch-core';
import type { ReplyAddress, Trigger } from '../message/trigger.ts';
import { requestLimit } from '../record-tools.ts';
import { BATCH_PREFIX, BATCH_TAGS, type JobOutcome } from './run-job.ts';

/** JobReport is written beside the batches of a successful job, as `batch/{stem}-report.json`. */
export interface JobReport {
  readonly durationMs: number;
  readonly archive: JobOutcome['archive'];
  readonly batches: readonly PlannedBatch[];
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
  readonly findings: readonly Finding[];
  readonly transfer: Transfer;
  /** For each batch, how to upload it to Zooniverse. */
  readonly next: readonly NextSteps[];
}

export function reportKey({ file }: ReplyAddress): string {
  return `${BATCH_PREFIX}${stemOfArchive(file)}-report.json`;
}

/** @throws StoreError WRITE_FAILED */
export async function writeReport(s3: S3Client, trigger: Trigger, report: JobReport): Promise<void> {
  const { bucket, file, downloadId } = trigger;
  const head = { status: 'success', file, downloadId, endedAt: new Date().toISOString() };
  const value = { ...head, ...report };
  await writeJsonObject(s3, { bucket, key: reportKey(trigger) }, value, {
    tags: BATCH_TAGS,
    signal: requestLimit(),
  });
}
