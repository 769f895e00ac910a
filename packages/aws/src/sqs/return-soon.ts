import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { requestError } from '../aws-error.ts';

/** Makes a received message visible again in so many seconds, 0 to 43,200, instead of when its timeout is over. */
export async function changeVisibility(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: seconds,
  });
  await client.send(command).catch((cause: unknown) => {
    throw requestError(`a message of ${queueUrl} could not be given back`, cause);
  });
}
