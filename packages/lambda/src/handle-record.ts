import { changeVisibility } from '@biospex/batch-aws';
import { nextSteps } from '@biospex/batch-core';
import type { SQSRecord } from 'aws-lambda';
import { answerOnce } from './answer/answer-once.ts';
import { MessageObjects } from './answer/message-objects.ts';
import { failureMessage, successMessage } from './answer/result-message.ts';
import { failureOf, JobError } from './job-failure.ts';
import { reportKey, writeReport } from './job/job-report.ts';
import { runJob } from './job/run-job.ts';
import { parseReplyAddress, parseTrigger } from './message/parse-trigger.ts';
import type { ReplyAddress } from './message/trigger.ts';
import { JobLog } from './observe/job-log.ts';
import { queueUrlOf } from './queue-url.ts';
import { requestLimit, type RecordTools } from './record-tools.ts';

/** Seconds. Added to the function's remaining time, it keeps a message hidden until the function has surely ended. */
const MARGIN_SECONDS = 60;

interface Job {
  readonly record: SQSRecord;
  readonly address: ReplyAddress;
  readonly progress: JobLog;
}

/** Runs the job of a message and answers it. False returns the message for another attempt. */
export async function handleRecord(record: SQSRecord, tools: RecordTools): Promise<boolean> {
  const progress = new JobLog(tools.log);
  let address: ReplyAddress | undefined;
  try {
    await hide(record, Math.ceil(tools.remainingMs() / 1000) + MARGIN_SECONDS, tools);
    address = parseReplyAddress(record.body, tools.configuration);
    const log = tools.log.child({ downloadId: address.downloadId, file: address.file });
    progress.log = log;
    await attempt({ record, address, progress }, { ...tools, log });
    return true;
  } catch (error) {
    await giveBack(record, address, error, { ...tools, log: progress.log, progress });
    return false;
  }
}

async function attempt(job: Job, tools: RecordTools): Promise<void> {
  const { record, address, progress } = job;
  const { s3, log } = tools;
  const marker = await new MessageObjects(s3, address.bucket, record.messageId).read('answered');
  if (marker?.isSent === true) return log.info('the result of this message was already sent');
  try {
    await succeed(job, tools);
  } catch (error) {
    const { code, message, isFinal } = failureOf(error);
    if (!isFinal) throw error;
    log.error({ code, reason: message, ...progress.facts }, 'job failed');
    await answerOnce(record, address, failureMessage(address, record.messageId, { code, message }), tools);
    tools.metrics.userFailed(code);
  }
}

async function succeed({ record, address, progress }: Job, tools: RecordTools): Promise<void> {
  const { s3, configuration, log, metrics, transfer, stop: signal } = tools;
  const startedAt = performance.now();
  const before = transfer.snapshot();
  const trigger = parseTrigger(record.body, address);
  const { bucket, exportKey: key } = trigger;
  log.info({ bucket, key }, 'job begins');
  const { plan, archive, reused } = await runJob(trigger, { s3, configuration, log, progress, signal });
  progress.begin('answer');
  const { batches, rows, images, bytes, findings } = plan;
  const facts = { durationMs: Math.round(performance.now() - startedAt), transfer: transfer.since(before) };
  const next = batches.map((_, i) => nextSteps(plan, i + 1));
  await writeReport(s3, trigger, { ...facts, archive, batches, rows, images, bytes, findings, next });
  const { durationMs } = facts;
  const origin = { messageId: record.messageId, report: reportKey(address), durationMs };
  await answerOnce(record, address, successMessage(address, plan, origin), tools);
  metrics.succeeded({ plan, archive, reused }, facts.transfer, durationMs);
  log.info(
    { batches: batches.length, reused: reused.length, rows, images, bytes, ...facts },
    'job succeeded',
  );
}

/** Leaves the reason for the teller, and makes the message visible again soon. */
async function giveBack(
  record: SQSRecord,
  address: ReplyAddress | undefined,
  error: unknown,
  { progress, ...tools }: RecordTools & { readonly progress: JobLog },
): Promise<void> {
  const { s3, configuration, log, metrics, stop } = tools;
  const { code, message } = failureOf(error, stop);
  const attempts = Number(record.attributes.ApproximateReceiveCount);
  // An unexpected error needs its stack.
  const stack = code === 'INTERNAL' ? { err: error } : {};
  log.warn({ code, reason: message, ...progress.facts, attempts, ...stack }, 'job failed, will retry');
  metrics.retried(code);
  const leaving = [
    new MessageObjects(s3, address?.bucket, record.messageId).write('reasons', { code, message }),
    hide(record, configuration.retryDelaySeconds, tools),
  ];
  for (const outcome of await Promise.allSettled(leaving))
    if (outcome.status === 'rejected')
      log.warn({ err: outcome.reason as unknown }, 'the reason or the retry delay could not be set');
}

/** @throws JobError QUEUE_UNREACHABLE */
async function hide(record: SQSRecord, seconds: number, { sqs, configuration }: RecordTools): Promise<void> {
  const queueUrl = queueUrlOf(record.eventSourceARN, configuration.sqsEndpoint);
  // A manual replay has no queue.
  if (queueUrl === undefined) return;
  await changeVisibility(sqs, queueUrl, record.receiptHandle, seconds, requestLimit()).catch(
    (cause: unknown) => {
      throw new JobError('QUEUE_UNREACHABLE', (cause as Error).message, { cause });
    },
  );
}
