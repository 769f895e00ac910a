import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';

export interface SendMessageOptions {
  /** Message attributes of the type String. @default {} */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export async function sendMessage(
  client: SQSClient,
  queueUrl: string,
  body: string,
  { attributes = {}, signal }: SendMessageOptions = {},
): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes });
  await client.send(command, sendOptions(signal)).catch((cause: unknown) => {
    throw requestError(`no message could be sent to ${queueUrl}`, cause);
  });
}

/** Hides a received message for 0 to 43,200 seconds from now. */
export async function changeVisibility(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
  signal?: AbortSignal,
): Promise<void> {
  const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
  await client
    .send(new ChangeMessageVisibilityCommand(input), sendOptions(signal))
    .catch((cause: unknown) => {
      throw requestError(`a message of ${queueUrl} could not be hidden for ${seconds} s`, cause);
    });
}
