import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';

/** Hides a received message for so many seconds from now, 0 to 43,200, instead of for what is left of its timeout. */
export async function changeVisibility(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
  signal?: AbortSignal,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: seconds,
  });
  await client.send(command, sendOptions(signal)).catch((cause: unknown) => {
    throw requestError(`a message of ${queueUrl} could not be hidden for ${seconds} s`, cause);
  });
}
