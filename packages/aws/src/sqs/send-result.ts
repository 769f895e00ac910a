import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { requestError } from '../aws-error.ts';

/** Sends `body` as JSON to a queue. */
export async function sendMessage(client: SQSClient, queueUrl: string, body: object): Promise<void> {
  const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) });
  await client.send(command).catch((cause: unknown) => {
    throw requestError(`no message could be sent to ${queueUrl}`, cause);
  });
}
