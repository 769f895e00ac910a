import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import type { ResolvedTemplate } from '../helpers/resolved-template.ts';
import { functionOf, PLACE, type FunctionName } from '../helpers/synthesis.ts';
import { allowedBy, readPolicies, type Policies } from './policies.ts';
import { startPolicyProxy, type PolicyProxy } from './policy-proxy.ts';
import type { NeededAction } from './request-actions.ts';
import { RunningFunction } from './running-function.ts';

interface QueueProperties {
  readonly QueueName: string;
  readonly VisibilityTimeout?: number;
  readonly MessageRetentionPeriod?: number;
  readonly RedrivePolicy?: unknown;
}

interface MappingProperties {
  readonly BatchSize: number;
  readonly EventSourceArn: string;
  /** With the alias, if any. */
  readonly FunctionName: string;
  readonly FunctionResponseTypes?: readonly string[];
}

const CLIENT = { region: PLACE.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export interface LocalAccountOptions {
  readonly template: ResolvedTemplate;
  /** The built functions. */
  readonly bundle: string;
  /** KMS key of the bucket. @default S3's own */
  readonly bucketKeyArn?: string | undefined;
  /** Changes the template's policies. @default unchanged */
  readonly policies?: (policies: Policies) => Policies;
}

/**
 * LocalAccount runs a stack on this machine: S3, SQS with its queues, and both built functions, with the environment and the
 * permissions of its template.
 */
export class LocalAccount {
  readonly handler: RunningFunction;
  readonly teller: RunningFunction;
  readonly #server: FauxqsServer;
  readonly #template: ResolvedTemplate;
  /** For the tests' own requests, with all permissions. */
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;

  private constructor(
    server: FauxqsServer,
    template: ResolvedTemplate,
    functions: Readonly<Record<FunctionName, RunningFunction>>,
  ) {
    this.#server = server;
    this.#template = template;
    this.handler = functions.handler;
    this.teller = functions.teller;
    this.#s3 = new S3Client({ ...CLIENT, endpoint: server.address, forcePathStyle: true });
    this.#sqs = new SQSClient({ ...CLIENT, endpoint: server.address });
  }

  static async start(options: LocalAccountOptions): Promise<LocalAccount> {
    const { template } = options;
    const server = await startFauxqs({ port: 0, logger: false, defaultRegion: PLACE.region });
    // The template lists a queue after its redrive target.
    for (const queue of template.all<QueueProperties>('AWS::SQS::Queue'))
      server.createQueue(queue.QueueName, { attributes: attributesOf(queue) });
    const functions = {
      handler: await startFunction('handler', server, options),
      teller: await startFunction('teller', server, options),
    };
    const account = new LocalAccount(server, template, functions);
    server.createBucket(account.bucket);
    return account;
  }

  /** Of S3 and SQS, without policies. */
  get endpoint(): string {
    return this.#server.address;
  }

  get bucket(): string {
    return functionOf(this.#template, 'handler').Environment.Variables['ALLOWED_BUCKETS']!;
  }

  /** Permissions that were needed but not granted. */
  get refused(): NeededAction[] {
    return this.#proxies.flatMap(({ refused }) => refused);
  }

  async stop(): Promise<void> {
    for (const client of [this.#s3, this.#sqs]) client.destroy();
    await this.handler.stop();
    await this.teller.stop();
    await this.#server.stop();
  }

  /** Clears needed and refused permissions, and stops breaking requests. */
  forget(): void {
    for (const proxy of this.#proxies) {
      proxy.needed.length = 0;
      proxy.refused.length = 0;
      proxy.breaks = () => false;
    }
  }

  get #proxies(): PolicyProxy[] {
    return [this.handler, this.teller].flatMap(({ code, poller }) => [code, poller]);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: bytes }));
  }

  async get(key: string): Promise<Buffer> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  async keys(prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.#s3.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix }),
    );
    return Contents.map(({ Key }) => Key!);
  }

  /** The URL of a queue as BIOSPEX writes it into its messages. */
  urlOf(queue: string): string {
    return `https://sqs.${PLACE.region}.amazonaws.com/${PLACE.account}/${queue}`;
  }

  async send(queue: string, body: unknown): Promise<void> {
    const QueueUrl = `${this.#server.address}/${PLACE.account}/${queue}`;
    await this.#sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  }

  /** Bodies of the messages in a queue, hidden ones too. */
  messages(queue: string): Record<string, unknown>[] {
    const { ready = [], delayed = [], inflight = [] } = this.#server.inspectQueue(queue)?.messages ?? {};
    const all = [...ready, ...delayed, ...inflight.map(({ message }) => message)];
    return all.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }

  /** Delivers one message to a function, as the event source mapping of the template does. */
  async deliver(name: FunctionName = 'handler'): Promise<{ readonly isReturned: boolean }> {
    const { FunctionName: functionName } = functionOf(this.#template, name);
    const names = [functionName, `${functionName}:live`];
    const mapping = this.#template.only<MappingProperties>('AWS::Lambda::EventSourceMapping', (each) =>
      names.includes(each.FunctionName),
    );
    const QueueUrl = this.urlOf(mapping.EventSourceArn.split(':').at(-1)!);
    const running = this[name];
    const sqs = new SQSClient({ ...CLIENT, endpoint: running.poller.endpoint, useQueueUrlAsEndpoint: false });
    try {
      await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      const { Messages: [message] = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: mapping.BatchSize,
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (message === undefined) throw new Error('there is no message to deliver');
      const { MessageId, ReceiptHandle, Body, Attributes } = message;
      const record = {
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        attributes: Attributes,
        eventSourceARN: mapping.EventSourceArn,
        messageAttributes: {},
      };
      const answer = await running.invoke({ Records: [record] });
      const isReturned =
        mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true &&
        answer.includes(MessageId!);
      if (!isReturned) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return { isReturned };
    } finally {
      sqs.destroy();
    }
  }

  /** Makes a hidden message visible, as time would. */
  async unhide(queue: string): Promise<void> {
    const { inflight = [] } = this.#server.inspectQueue(queue)?.messages ?? {};
    for (const { receiptHandle } of inflight)
      await this.#sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: `${this.#server.address}/${PLACE.account}/${queue}`,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }),
      );
  }
}

async function startFunction(
  name: FunctionName,
  { port }: FauxqsServer,
  options: LocalAccountOptions,
): Promise<RunningFunction> {
  const {
    template,
    bundle,
    bucketKeyArn,
    policies: change = (policies: Policies): Policies => policies,
  } = options;
  const properties = functionOf(template, name);
  const policies = change(readPolicies(template, name));
  const { account } = PLACE;
  const proxy = (isInNetwork: boolean): Promise<PolicyProxy> =>
    startPolicyProxy({
      targetPort: port,
      place: { ...PLACE, bucketKeyArn },
      isAllowed: allowedBy(policies, { isInNetwork, account }),
    });
  const code = await proxy(properties.VpcConfig !== undefined);
  return new RunningFunction({ bundle, properties, code, poller: await proxy(false) });
}

function attributesOf(queue: QueueProperties): Record<string, string> {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = queue;
  return {
    ...(VisibilityTimeout === undefined ? {} : { VisibilityTimeout: String(VisibilityTimeout) }),
    ...(MessageRetentionPeriod === undefined
      ? {}
      : { MessageRetentionPeriod: String(MessageRetentionPeriod) }),
    ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  };
}
