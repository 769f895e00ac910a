import { ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { changeVisibility, createSqsClient, sendMessage } from '../../src/index.ts';

describe('messages', () => {
  let server: FauxqsServer;
  let client: SQSClient;
  let queueUrl: string;

  beforeEach(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'key';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
    server = await startFauxqs({ port: 0, logger: false });
    client = createSqsClient({ endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-2' });
    ({ queueUrl } = server.createQueue('loc-batch-update', { region: 'us-east-2' }));
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  const receive = async (): Promise<Message | undefined> =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MessageAttributeNames: ['All'] })))
      .Messages?.[0];

  test('are sent unchanged, with their attributes', async () => {
    await sendMessage(client, queueUrl, '{"batchFiles":["é-part1.zip"]}', { attributes: { code: 'é' } });

    expect(await receive()).toMatchObject({
      Body: '{"batchFiles":["é-part1.zip"]}',
      MessageAttributes: { code: { DataType: 'String', StringValue: 'é' } },
    });
  });

  test('come back as soon as they are no longer hidden', async () => {
    await sendMessage(client, queueUrl, '{"n":1}');
    const message = await receive();
    const whileHidden = await receive();

    await changeVisibility(client, queueUrl, message!.ReceiptHandle!, 0);

    expect(whileHidden).toBeUndefined();
    expect(await receive()).toMatchObject({ Body: '{"n":1}' });
  });

  test('cannot be sent to a missing queue, and the error names it', async () => {
    await expect(sendMessage(client, `${queueUrl}-none`, 'a')).rejects.toThrow(
      `no message could be sent to ${queueUrl}-none: `,
    );
  });

  test('cannot be hidden with a wrong handle, and the error names the queue', async () => {
    await expect(changeVisibility(client, queueUrl, 'wrong', 0)).rejects.toThrow(
      `a message of ${queueUrl} could not be hidden for 0 s: `,
    );
  });
});
