import { sendMessage } from '@biospex/batch-aws';
import type { SQSRecord } from 'aws-lambda';
import { JobError } from '../job-failure.ts';
import type { ReplyAddress } from '../message/trigger.ts';
import { requestLimit, type RecordTools } from '../record-tools.ts';
import { MessageObjects } from './message-objects.ts';
import type { ResultMessage } from './result-message.ts';

/**
 * Sends the result of a message, unless another delivery has sent it. If the marker cannot be written, the result is sent
 * anyway: twice is better than never.
 *
 * @throws JobError RESULT_UNSENT, ANSWER_UNDER_WAY
 */
export async function answerOnce(
  { messageId, attributes }: SQSRecord,
  { bucket, updatesQueueUrl }: ReplyAddress,
  result: ResultMessage,
  { s3, sqs, log, metrics, configuration, requestId }: RecordTools,
): Promise<void> {
  const objects = new MessageObjects(s3, bucket, messageId);
  const marker = { result, by: requestId, at: Date.now(), isSent: false };
  const isOurs = await objects.claim(marker, configuration.retryDelaySeconds * 1000).catch((err: unknown) => {
    if (err instanceof JobError) throw err;
    log.warn({ err }, 'the marker of this message cannot be written');
    return true;
  });
  if (!isOurs) return log.info('the result of this message was already sent');
  const options = { signal: requestLimit() };
  await sendMessage(sqs, updatesQueueUrl, JSON.stringify(result), options).catch((cause: unknown) => {
    throw new JobError('RESULT_UNSENT', (cause as Error).message, { cause });
  });
  metrics.answered(Number(attributes.SentTimestamp));
  await objects.write('answered', { ...marker, isSent: true }).catch((err: unknown) => {
    // Failing now would send the result a second time.
    log.error({ err }, 'the marker cannot be updated: the result may be sent again');
  });
}
