import { randomUUID } from 'node:crypto';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { createS3Client, createSqsClient } from '@biospex/batch-aws';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { createFunctions, type BatchHandler } from '../../src/create-functions.ts';
import type { JobReport } from '../../src/job/job-report.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { LogLines } from './log-lines.ts';
import { trigger } from './trigger.ts';

const bucket = 'biospex-loc';
export const maxReceiveCount = 3;
const account = '000000000000';
const region = 'us-east-2';
/** The queues, each with its redrive target and the receives before that. */
const queues: readonly (readonly [string, string?, number?])[] = [
  ['loc-batch-trigger-dlq'],
  ['loc-batch-trigger-exhausted', 'loc-batch-trigger-dlq', maxReceiveCount + 2],
  ['loc-batch-trigger', 'loc-batch-trigger-exhausted', maxReceiveCount],
  ['loc-batch-update'],
];
const arnOf = (queue: string): string => `arn:aws:sqs:${region}:${account}:${queue}`;

process.env['AWS_REGION'] = region;
process.env['AWS_ACCESS_KEY_ID'] = 'local';
process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
// Powertools then prints by `console`, where a test can listen.
process.env['POWERTOOLS_DEV'] = 'true';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';

/** One delivery of a message to the function. */
export interface Delivery {
  readonly record: SQSRecord;
  readonly isReturned: boolean;
}

/** LocalEnvironment is an S3 and an SQS over HTTP with the real handler, every request of which passes a FaultProxy. */
export class LocalEnvironment {
  readonly proxy: FaultProxy;
  readonly s3: S3Client;
  readonly log = new LogLines();
  /** The remaining time that Lambda reports. */
  remainingMs = 900_000;
  readonly #server: FauxqsServer;
  readonly #sqs: SQSClient;
  readonly #endpoint: string;
  readonly #functions: { readonly handler: BatchHandler; readonly teller: BatchHandler };

  private constructor(server: FauxqsServer, proxy: FaultProxy, variables: Readonly<Record<string, string>>) {
    this.#server = server;
    this.proxy = proxy;
    this.#endpoint = `http://127.0.0.1:${server.port}`;
    this.s3 = createS3Client({ endpoint: proxy.endpoint });
    this.#sqs = createSqsClient({ endpoint: this.#endpoint });
    process.env['AWS_ENDPOINT_URL'] = proxy.endpoint;
    const environment = {
      AWS_ENDPOINT_URL: proxy.endpoint,
      BATCH_SIZE: '2',
      RETRY_DELAY_SECONDS: '0',
      DEAD_LETTER_QUEUE_URL: this.#urlOf('loc-batch-trigger-dlq'),
      LOG_LEVEL: 'debug',
      ...variables,
    };
    this.#functions = createFunctions(environment, this.log);
  }

  static async start(variables: Readonly<Record<string, string>> = {}): Promise<LocalEnvironment> {
    const server = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
    server.createBucket(bucket);
    for (const [queue, next, receives] of queues) {
      const attributes: Record<string, string> = { VisibilityTimeout: '5400' };
      if (next !== undefined)
        attributes['RedrivePolicy'] = JSON.stringify({
          deadLetterTargetArn: arnOf(next),
          maxReceiveCount: receives,
        });
      server.createQueue(queue, { attributes });
    }
    return new LocalEnvironment(server, await startFaultProxy(() => server.port), variables);
  }

  async stop(): Promise<void> {
    this.s3.destroy();
    this.#sqs.destroy();
    await this.proxy.close();
    await this.#server.stop();
  }

  async putExport(bytes: Uint8Array, key: string = trigger.exportPath): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
  }

  /** Sends a trigger with changed fields, or any text. */
  async send(changes: Readonly<Record<string, unknown>> | string = {}): Promise<void> {
    const local = {
      ...trigger,
      s3Bucket: bucket,
      updatesQueueUrl: this.#urlOf('loc-batch-update'),
    };
    const MessageBody = typeof changes === 'string' ? changes : JSON.stringify({ ...local, ...changes });
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#urlOf('loc-batch-trigger'), MessageBody }));
  }

  /** Gives the function one message, and deletes it from the queue unless it is returned, as Lambda's event source does. */
  deliver(): Promise<Delivery | undefined> {
    return this.#deliverFrom('loc-batch-trigger', (record) => this.invoke(record));
  }

  /** Gives the teller one exhausted message. */
  tell(): Promise<Delivery | undefined> {
    return this.#deliverFrom('loc-batch-trigger-exhausted', (record) => this.invokeTeller(record));
  }

  async #deliverFrom(
    queue: string,
    invoke: (record: SQSRecord) => Promise<boolean>,
  ): Promise<Delivery | undefined> {
    const QueueUrl = this.#urlOf(queue);
    const { Messages: [message] = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], WaitTimeSeconds: 0 }),
    );
    if (message === undefined) return undefined;
    const record: SQSRecord = {
      messageId: message.MessageId!,
      receiptHandle: message.ReceiptHandle!,
      body: message.Body!,
      attributes: message.Attributes as unknown as SQSRecord['attributes'],
      messageAttributes: {},
      md5OfBody: message.MD5OfBody!,
      eventSource: 'aws:sqs',
      eventSourceARN: arnOf(queue),
      awsRegion: region,
    };
    const isReturned = await invoke(record);
    const { ReceiptHandle } = message;
    if (!isReturned) await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return { record, isReturned };
  }

  /** Delivers until the queue is empty. */
  async deliverAll(): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for (;;) {
      const delivery = await this.deliver();
      if (delivery === undefined) return deliveries;
      deliveries.push(delivery);
    }
  }

  /** Calls the function; true when it names the message among its failures. */
  invoke(record: SQSRecord): Promise<boolean> {
    return this.#call(this.#functions.handler, record);
  }

  invokeTeller(record: SQSRecord): Promise<boolean> {
    return this.#call(this.#functions.teller, record);
  }

  async #call(handler: BatchHandler, record: SQSRecord): Promise<boolean> {
    const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => this.remainingMs };
    const { batchItemFailures } = await handler({ Records: [record] }, context);
    const isReturned = batchItemFailures.length > 0;
    if (isReturned && batchItemFailures[0]?.itemIdentifier !== record.messageId)
      throw new Error(`the function returned ${JSON.stringify(batchItemFailures)}`);
    return isReturned;
  }

  /** The bodies of all messages in a queue, hidden ones too. */
  bodies(queue: string): string[] {
    return this.#messages(queue).map(({ body }) => body);
  }

  /** The attributes of those messages, all strings. */
  attributes(queue: string): Record<string, string | undefined>[] {
    return this.#messages(queue).map(({ messageAttributes }) =>
      Object.fromEntries(
        Object.entries(messageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    );
  }

  #messages(queue: string): { body: string; messageAttributes: Record<string, { StringValue?: string }> }[] {
    const { ready = [], inflight = [] } = this.#server.inspectQueue(queue)?.messages ?? {};
    return [...ready, ...inflight.map(({ message }) => message)];
  }

  results(): Readonly<Record<string, unknown>>[] {
    return this.bodies('loc-batch-update').map((body) => JSON.parse(body) as Record<string, unknown>);
  }

  /** Seconds for which the function hid messages, in order. */
  visibilityChanges(): number[] {
    return this.proxy.requests
      .filter(({ action }) => action === 'ChangeMessageVisibility')
      .map(({ body }) => (JSON.parse(body.toString()) as { VisibilityTimeout: number }).VisibilityTimeout);
  }

  /** Names of batches and reports below `batch/`, sorted. */
  async outputs(): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: 'batch/' }),
    );
    return Contents.map(({ Key = '' }) => Key.replace('batch/', ''))
      .filter((name) => !name.includes('/'))
      .sort();
  }

  async output(name: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: `batch/${name}` }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  /** An object that holds JSON; undefined if it is missing. */
  async json<Value>(name: string): Promise<Value | undefined> {
    const bytes = await this.output(name).catch(() => undefined);
    return bytes && (JSON.parse(bytes.toString()) as Value);
  }

  report(): Promise<(JobReport & Readonly<Record<string, unknown>>) | undefined> {
    return this.json(trigger.file.replace('.zip', '-report.json'));
  }

  /** Names below `batch/` of uploads that are neither completed nor aborted. */
  openUploads(): string[] {
    return this.proxy.uploads.openKeys.map((key) => key.replace('batch/', ''));
  }

  /** Ends as a killed function does. */
  async leaveUploadOpen(name: string): Promise<void> {
    await this.s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: `batch/${name}` }));
  }

  #urlOf(queue: string): string {
    return `${this.#endpoint}/${account}/${queue}`;
  }
}
