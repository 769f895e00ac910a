import { NoJsonError, readJsonObject, writeJsonObject, type Transfer } from '@biospex/batch-aws';
import type { S3Client } from '@aws-sdk/client-s3';
import { StoreError, type Finding, type PlannedBatch, stemOfArchive } from '@biospex/batch-core';
import type { ReplyAddress } from '../message/trigger.ts';
import { shorten } from '../shorten.ts';
import { BATCH_PREFIX, type JobOutcome } from './run-job.ts';

/** Message ids kept in a report: those of double clicks and repeated requests of one export. */
const MAX_ANSWERED = 20;
/** Characters of a name in a finding. */
const MAX_NAME_LENGTH = 300;

/** JobReport stands beside the batches as `batch/{stem}-report.json`. */
export interface JobReport {
  readonly status: 'success' | 'failed';
  readonly file: string;
  readonly downloadId: number | string;
  /** When the job ended, ISO 8601. */
  readonly endedAt: string;
  readonly durationMs: number;
  /** What made the job fail. */
  readonly code?: string;
  readonly error?: string;
  readonly archive?: JobOutcome['archive'];
  readonly batches?: readonly PlannedBatch[];
  readonly rows?: number;
  readonly images?: number;
  readonly bytes?: number;
  readonly findings?: readonly Finding[];
  readonly transfer?: Transfer;
  /** SQS message ids whose result was sent: a redelivery of one is answered no second time. */
  readonly answered: readonly string[];
}

export interface ReportPlace {
  readonly bucket: string;
  readonly key: string;
}

export function reportKey({ file }: ReplyAddress): string {
  return `${BATCH_PREFIX}${stemOfArchive(file)}-report.json`;
}

/**
 * The message ids that the last report of this export says are answered; none where there is no report.
 *
 * @throws StoreError READ_FAILED
 */
export async function readAnswered(
  s3: S3Client,
  { bucket, key }: ReportPlace,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const found = await readJsonObject(s3, bucket, key, { signal }).catch((cause: unknown) => {
    // No report of ours: the next one takes its place.
    if (cause instanceof NoJsonError) return undefined;
    throw new StoreError('READ_FAILED', (cause as Error).message, { cause });
  });
  const answered: unknown = (found?.value as Partial<JobReport> | null | undefined)?.answered;
  return Array.isArray(answered) ? answered.filter((id) => typeof id === 'string') : [];
}

/** @throws StoreError WRITE_FAILED */
export async function writeReport(
  s3: S3Client,
  { bucket, key }: ReportPlace,
  report: JobReport,
): Promise<void> {
  const { findings, answered } = report;
  const value = {
    ...report,
    ...(findings === undefined ? {} : { findings: findings.map(shortened) }),
    answered: answered.slice(-MAX_ANSWERED),
  };
  await writeJsonObject(s3, bucket, key, value).catch((cause: unknown) => {
    throw new StoreError('WRITE_FAILED', (cause as Error).message, { cause });
  });
}

/** Names in an archive may have 64 KiB each, and a report must stay small enough to be read again. */
function shortened(finding: Finding): Finding {
  const cut = (name: string): string => shorten(name, MAX_NAME_LENGTH);
  const { names, columns, places } = finding;
  return {
    ...finding,
    ...(places && {
      places: places.map(({ column, name, ...place }) => ({
        ...place,
        ...(column !== undefined && { column: cut(column) }),
        ...(name !== undefined && { name: cut(name) }),
      })),
    }),
    ...(names === undefined ? {} : { names: names.map(cut) }),
    ...(columns === undefined ? {} : { columns: columns.map(cut) }),
  };
}
