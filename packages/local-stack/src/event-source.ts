import { Consumer } from 'sqs-consumer';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { arnOf, REGION } from './stack-names.ts';

export interface EventSourceOptions {
  readonly sqs: SQSClient;
  readonly queue: string;
  readonly queueUrl: string;
  readonly invoke: (event: SQSEvent) => Promise<SQSBatchResponse>;
  /** Told of invocations that failed as a whole, and of trouble with the queue. */
  readonly onError: (error: Error) => void;
}

export interface EventSource {
  stop(): Promise<void>;
}

/**
 * Gives a function the messages of a queue as Lambda's event source mapping does: one at a time, deleted when the function
 * does not name them among its failures, and left to the queue's visibility timeout and redrive policy otherwise.
 */
export function startEventSource({ sqs, queue, queueUrl, invoke, onError }: EventSourceOptions): EventSource {
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
    // Stopping breaks off the poll under way.
    if (consumer.status.isRunning) onError(error);
  });
  consumer.on('processing_error', (error) => onError(error));
  consumer.start();
  return {
    stop: async () => {
      if (!consumer.status.isRunning) return;
      const stopped = new Promise((resolve) => consumer.once('stopped', () => resolve(undefined)));
      consumer.stop({ abort: true });
      await stopped;
    },
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
