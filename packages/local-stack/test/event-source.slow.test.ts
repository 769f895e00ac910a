import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '@biospex/batch-aws';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { startEventSource } from '../src/event-source.ts';
import { startLocalServices, type LocalServices } from '../src/local-services.ts';
import { arnOf, LOCAL } from '../src/stack-names.ts';
import { until } from './helpers/until.ts';

const queue = LOCAL.triggerQueue;
type Record = SQSEvent['Records'][number];

let services: LocalServices;
let sqs: SQSClient;
let stop: () => Promise<void>;
let records: Record[];
let errors: string[];

beforeEach(async () => {
  records = [];
  errors = [];
  services = await startLocalServices({ port: 0, visibilityTimeout: 1, maxReceiveCount: 2 });
  Object.assign(process.env, services.environment);
  sqs = createSqsClient({ endpoint: services.endpoint });
});
afterEach(async () => {
  await stop();
  sqs.destroy();
  await services.stop();
});

const send = (body: string): Promise<unknown> =>
  sqs.send(new SendMessageCommand({ QueueUrl: services.queueUrl(queue), MessageBody: body }));
const succeed = (): SQSBatchResponse => ({ batchItemFailures: [] });
const giveBack = ({ messageId }: Record): SQSBatchResponse => ({
  batchItemFailures: [{ itemIdentifier: messageId }],
});

function start(answer: (record: Record) => SQSBatchResponse): void {
  stop = startEventSource({
    sqs,
    queue,
    queueUrl: services.queueUrl(queue),
    invoke: async ({ Records }) => {
      expect(Records).toHaveLength(1);
      records.push(Records[0]!);
      return answer(Records[0]!);
    },
    onError: ({ message }) => errors.push(message),
  });
}

describe('the event source', () => {
  test('delivers one message at a time, as Lambda does, and deletes it', async () => {
    for (const body of ['a', 'b', 'c']) await send(body);
    start(succeed);
    await until(() => services.messageCount(queue) === 0);

    expect(records.map(({ body }) => body).sort()).toEqual(['a', 'b', 'c']);
    expect(records[0]).toEqual({
      messageId: expect.stringMatching(/^[\da-f-]{36}$/),
      receiptHandle: expect.stringMatching(/./),
      body: expect.any(String),
      attributes: expect.objectContaining({
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
      }),
      messageAttributes: {},
      md5OfBody: expect.stringMatching(/^[\da-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: arnOf(queue),
      awsRegion: 'us-east-2',
    });
    expect(errors).toEqual([]);
  });

  test.each([
    ['the function gives back', giveBack],
    [
      'the function throws on',
      () => {
        throw new Error('broken');
      },
    ],
  ])('keeps a message that %s, until it is exhausted', async (_, answer) => {
    await send('a');
    start(answer);
    await until(() => services.messageCount(LOCAL.exhaustedQueue) === 1);

    expect(records.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
    expect(services.messageCount(queue)).toBe(0);
  });

  test('deletes a message that succeeds at the second delivery', async () => {
    await send('a');
    start((record) => (records.length === 1 ? giveBack(record) : succeed()));
    await until(() => services.messageCount(queue) === 0);

    expect(records).toHaveLength(2);
    expect(services.messageCount(LOCAL.exhaustedQueue)).toBe(0);
  });

  test('can be stopped twice', async () => {
    start(succeed);
    await stop();
    await stop();
    await send('a');

    expect(records).toEqual([]);
    expect(errors).toEqual([]);
  });
});
