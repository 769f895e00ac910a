import { sendMessage } from '@biospex/batch-aws';
import type { SQSRecord } from 'aws-lambda';
import { answerOnce } from './answer/answer-once.ts';
import { MessageObjects } from './answer/message-objects.ts';
import { failureMessage, type ResultMessage } from './answer/result-message.ts';
import { failureOf, JobError } from './job-failure.ts';
import { parseReplyAddress } from './message/parse-trigger.ts';
import { requestLimit, type RecordTools } from './record-tools.ts';

const NO_REASON = {
  code: 'FUNCTION_DIED',
  message:
    'every attempt ended without a reason: the function ran out of memory or time, or could not start; see docs/runbook.md#function-errors',
};

/**
 * The teller: reports to BIOSPEX that the job of an exhausted message failed, and sends the message to the dead-letter queue.
 * A message whose job succeeded, but that was never deleted, is dropped. False returns the message to its queue.
 */
export async function tellExhausted(record: SQSRecord, tools: RecordTools): Promise<boolean> {
  const { sqs, configuration, log, metrics } = tools;
  try {
    const told = await tell(record, tools).catch((error: unknown) => {
      if (!(error instanceof JobError) || error.code !== 'UNREADABLE_MESSAGE') throw error;
      log.error(
        { code: error.code, reason: error.message },
        'no usable reply address: the message becomes a dead letter',
      );
      metrics.unreadable();
      return { status: 'failed', code: error.code } as const;
    });
    if (told.status === 'success') return true;
    const { deadLetterQueueUrl } = configuration;
    if (deadLetterQueueUrl === undefined) throw new TypeError('DEAD_LETTER_QUEUE_URL is missing');
    const attributes = { originalMessageId: record.messageId, code: told.code };
    await sendMessage(sqs, deadLetterQueueUrl, record.body, { attributes, signal: requestLimit() });
    return true;
  } catch (error) {
    const { code, message } = failureOf(error);
    log.error({ code, reason: message, err: error }, 'the teller failed, will retry');
    return false;
  }
}

/** Sends the result, unless it was already sent, and returns it. @throws JobError */
async function tell(record: SQSRecord, tools: RecordTools): Promise<ResultMessage> {
  const { s3, log, metrics, configuration } = tools;
  const { messageId } = record;
  const address = parseReplyAddress(record.body, configuration);
  const objects = new MessageObjects(s3, address.bucket, messageId);
  // BIOSPEX must get a result even if S3 is down.
  const ignore = (err: unknown): void => log.warn({ err }, 'the bucket cannot be read');
  const marker = await objects.read('answered').catch(ignore);
  if (marker?.isSent === true) return marker.result;
  const reason = (await objects.read('reasons').catch(ignore)) ?? NO_REASON;
  // An attempt that died while answering left its result in the marker.
  const result = marker?.result ?? failureMessage(address, messageId, reason);
  await answerOnce(record, address, result, tools);
  if (result.status === 'failed') {
    metrics.systemFailed(result.code);
    log.error({ code: result.code, reason: result.error }, 'the job has failed for good');
  }
  return result;
}
