import { changeVisibility, sendMessage, type Transfer, type TransferCounter } from '@biospex/batch-aws';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Configuration } from './configuration.ts';
import { failureOf, UnsentResultError } from './job-failure.ts';
import { withDeadline } from './job/deadline.ts';
import { readAnswered, reportKey, writeReport, type JobReport, type ReportPlace } from './job/job-report.ts';
import { runJob, type JobOutcome } from './job/run-job.ts';
import { parseReplyAddress, parseTrigger } from './message/parse-trigger.ts';
import type { ReplyAddress, Trigger } from './message/trigger.ts';
import type { Logger } from './observe/logger.ts';
import type { JobMetrics } from './observe/metrics.ts';
import { PhaseLog } from './observe/phase-log.ts';
import { failureMessage, successMessage, type ResultMessage } from './result/result-message.ts';

export interface RecordTools {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly transfer: TransferCounter;
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly metrics: JobMetrics;
  /** Milliseconds until Lambda ends the function. */
  readonly remainingMs: () => number;
  readonly stop: AbortSignal | undefined;
  /** URL of the queue that the record came from, undefined where there is none (a replay by hand). */
  readonly queueUrl: string | undefined;
}

/** What becomes of a message: deleted from its queue, or given back to it. */
export type Verdict = 'acknowledged' | 'returned';

/** A job in hand: what to answer and where its report stands. */
interface Job {
  readonly address: ReplyAddress;
  readonly record: SQSRecord;
  readonly startedAt: number;
  readonly transferBefore: Transfer;
  /** Undefined until the message has named a bucket that may be used, and the last report there was read. */
  place: ReportPlace | undefined;
  answered: readonly string[];
}

/** Handles one message: runs its job and answers it, gives it back for another try, or lets it go to the DLQ. */
export async function handleRecord(record: SQSRecord, tools: RecordTools): Promise<Verdict> {
  let address: ReplyAddress;
  try {
    address = parseReplyAddress(record.body, { isLocal: tools.configuration.sqsEndpoint !== undefined });
  } catch (error) {
    tools.log.error(
      { code: failureOf(error).code, reason: failureOf(error).message },
      'message is unreadable',
    );
    tools.metrics.unreadable();
    // Nobody can be told; after the last delivery it lies in the dead-letter queue, which has an alarm.
    return giveBack(record, 0, tools);
  }
  const log = tools.log.child({ downloadId: address.downloadId, file: address.file });
  const job: Job = {
    address,
    record,
    startedAt: performance.now(),
    transferBefore: tools.transfer.snapshot(),
    place: undefined,
    answered: [],
  };
  return attempt(job, { ...tools, log });
}

async function attempt(job: Job, tools: RecordTools): Promise<Verdict> {
  const { configuration, log, record, address } = { ...tools, ...job };
  try {
    const trigger = parseTrigger(record.body, address, configuration.allowedBuckets);
    const place = { bucket: trigger.bucket, key: reportKey(address) };
    job.answered = await readAnswered(tools.s3, place, tools.stop);
    job.place = place;
    if (job.answered.includes(record.messageId)) {
      log.info('the result of this message was sent already');
      return 'acknowledged';
    }
    await succeed(job, await run(trigger, tools), tools);
    return 'acknowledged';
  } catch (error) {
    return fail(job, error, tools);
  }
}

function run(trigger: Trigger, tools: RecordTools): Promise<JobOutcome> {
  const { configuration, log, s3 } = tools;
  log.info({ bucket: trigger.bucket, key: trigger.exportKey, totalSize: trigger.totalSize }, 'job begins');
  const progress = new PhaseLog(log);
  const milliseconds = tools.remainingMs() - configuration.stopReserveMs;
  return withDeadline({ milliseconds, stop: tools.stop }, async (signal) => {
    try {
      return await runJob(trigger, { s3, configuration, log, progress, signal });
    } finally {
      progress.end();
    }
  });
}

async function succeed(job: Job, outcome: JobOutcome, tools: RecordTools): Promise<void> {
  const { plan, archive, reused } = outcome;
  const durationMs = Math.round(performance.now() - job.startedAt);
  const transfer = tools.transfer.since(job.transferBefore);
  const { batches, rows, images, bytes, findings } = plan;
  const message = successMessage(job.address, plan, { report: reportKey(job.address), durationMs });
  await answer(
    job,
    message,
    { durationMs, transfer, archive, batches, rows, images, bytes, findings },
    tools,
  );
  tools.metrics.succeeded(outcome, transfer, durationMs);
  tools.log.info(
    { batches: batches.length, reused: reused.length, rows, images, bytes, transfer, durationMs },
    'job succeeded',
  );
}

async function fail(job: Job, error: unknown, tools: RecordTools): Promise<Verdict> {
  const { configuration, log, metrics } = tools;
  const { code, message, isFinal } = failureOf(error);
  // Where an error is no sentence of ours, its stack is what helps.
  const facts = { code, reason: message, ...(code === 'INTERNAL' ? { err: error } : {}) };
  const attempts = Number(job.record.attributes.ApproximateReceiveCount);
  const isLast = attempts >= configuration.maxReceiveCount;
  if (!isFinal && !isLast) {
    log.warn({ ...facts, attempts }, 'job failed for now');
    metrics.retried();
    return giveBack(job.record, configuration.retryDelaySeconds, tools);
  }
  log.error({ ...facts, attempts }, 'job failed');
  const told = isFinal ? message : `gave up after ${attempts} attempts: ${message}`;
  const durationMs = Math.round(performance.now() - job.startedAt);
  try {
    await answer(
      job,
      failureMessage(job.address, { code, message: told }),
      { durationMs, code, error: told },
      tools,
    );
  } catch (unsent) {
    log.error({ err: unsent }, 'the result cannot be sent');
    return giveBack(job.record, configuration.retryDelaySeconds, tools);
  }
  metrics.failed(code);
  return isFinal ? 'acknowledged' : giveBack(job.record, 0, tools);
}

/**
 * Writes the report, sends the result, and notes in the report that it is sent. Only a success needs its report beforehand:
 * where nothing can be written, a failure must still be told.
 */
async function answer(
  { address, record, place, answered }: Job,
  message: ResultMessage,
  facts: Omit<JobReport, 'status' | 'file' | 'downloadId' | 'endedAt' | 'answered'>,
  { s3, sqs, log }: RecordTools,
): Promise<void> {
  const { status, file, downloadId } = message;
  const report: JobReport = {
    status,
    file,
    downloadId,
    endedAt: new Date().toISOString(),
    ...facts,
    answered,
  };
  if (place !== undefined && status === 'success') await writeReport(s3, place, report);
  await sendMessage(sqs, address.updatesQueueUrl, message).catch((cause: unknown) => {
    throw new UnsentResultError((cause as Error).message, { cause });
  });
  if (place === undefined) return;
  try {
    await writeReport(s3, place, { ...report, answered: [...answered, record.messageId] });
  } catch (error) {
    // The result is out: failing now would send a second one.
    log.error({ err: error }, 'the report does not say that the result was sent');
  }
}

/** Returns a message to its queue, to be seen again soon instead of after its whole visibility timeout. */
async function giveBack(record: SQSRecord, seconds: number, tools: RecordTools): Promise<Verdict> {
  if (tools.queueUrl === undefined) return 'returned';
  try {
    await changeVisibility(tools.sqs, tools.queueUrl, record.receiptHandle, seconds);
  } catch (error) {
    tools.log.warn({ err: error }, 'the message comes back only after its visibility timeout');
  }
  return 'returned';
}
