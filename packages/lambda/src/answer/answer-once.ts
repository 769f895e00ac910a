import { sendMessage } from '@biospex/batch-aws';
import type { SQSRecord } from 'aws-lambda';
import { JobError } from '../job-failure.ts';
import type { ReplyAddress } from '../message/trigger.ts';
import { requestLimit, type RecordTools } from '../record-tools.ts';
import { claimAnswer, writeMarker, type Marker } from './message-objects.ts';
import type { ResultMessage } from './result-message.ts';

/**
 * Sends the result of a message, unless another delivery has sent one. Without a bucket that can be written it is sent all the
 * same: told twice is better than never.
 *
 * @throws JobError RESULT_UNSENT, ANSWER_UNDER_WAY
 */
export async function answerOnce(
  { messageId, attributes }: SQSRecord,
  address: ReplyAddress,
  result: ResultMessage,
  { s3, sqs, log, metrics, configuration, requestId }: RecordTools,
): Promise<void> {
  const marker: Marker = { result, by: requestId, at: Date.now(), isSent: false };
  const claim = { marker, claimMs: configuration.retryDelaySeconds * 1000 };
  const isOurs = await claimAnswer(s3, address, messageId, claim).catch((error: unknown) => {
    if (error instanceof JobError) throw error;
    log.warn({ err: error }, 'the marker of this message cannot be written');
    return true;
  });
  if (!isOurs) return log.info('the result of this message was sent already');
  const options = { signal: requestLimit() };
  await sendMessage(sqs, address.updatesQueueUrl, JSON.stringify(result), options).catch((cause: unknown) => {
    throw new JobError('RESULT_UNSENT', (cause as Error).message, { cause });
  });
  metrics.answered(Number(attributes.SentTimestamp));
  await writeMarker(s3, address, messageId, { ...marker, isSent: true }).catch((err: unknown) => {
    // The result is out: failing now would send a second one.
    log.error({ err }, 'the marker does not say that the result was sent');
  });
}
