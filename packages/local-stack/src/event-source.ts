import { once } from 'node:events';
import { Consumer } from 'sqs-consumer';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { arnOf, REGION } from './stack-names.ts';

export interface EventSourceOptions {
  readonly sqs: SQSClient;
  readonly queue: string;
  readonly queueUrl: string;
  readonly invoke: (event: SQSEvent) => Promise<SQSBatchResponse>;
  /** Called with the errors of invocations and of the queue. */
  readonly onError: (error: Error) => void;
}

/**
 * Gives a function the messages of a queue one at a time, as Lambda's event source mapping does. It deletes a message unless the
 * function names it as failed; the rest is up to the queue's visibility timeout and redrive policy.
 *
 * @returns a function that stops it
 */
export function startEventSource(options: EventSourceOptions): () => Promise<void> {
  const { sqs, queue, queueUrl, invoke, onError } = options;
  const consumer = Consumer.create({
    sqs,
    queueUrl,
    useQueueUrlAsEndpoint: false,
    batchSize: 1,
    waitTimeSeconds: 1,
    messageSystemAttributeNames: ['All'],
    handleMessage: async (message) => {
      const { batchItemFailures } = await invoke({ Records: [recordOf(message, queue)] });
      const isFailed = batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === message.MessageId);
      return isFailed ? undefined : message;
    },
  });
  consumer.on('error', (error) => {
    // Stopping aborts the current poll.
    if (consumer.status.isRunning) onError(error);
  });
  consumer.on('processing_error', (error) => onError(error));
  consumer.start();
  return async () => {
    if (!consumer.status.isRunning) return;
    const stopped = once(consumer, 'stopped');
    consumer.stop({ abort: true });
    await stopped;
  };
}

function recordOf(message: Message, queue: string): SQSEvent['Records'][number] {
  const { MessageId = '', ReceiptHandle = '', Body = '', MD5OfBody = '', Attributes = {} } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSEvent['Records'][number]['attributes'],
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: arnOf(queue),
    awsRegion: REGION,
  };
}
