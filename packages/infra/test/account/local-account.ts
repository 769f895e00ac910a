import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import type { ResolvedTemplate } from '../helpers/resolved-template.ts';
import { PLACE } from '../helpers/synthesis.ts';
import { allowedBy, readPolicies, type Policies } from './policies.ts';
import { startPolicyProxy, type PolicyProxy } from './policy-proxy.ts';

export interface FunctionProperties {
  readonly FunctionName: string;
  readonly Timeout: number;
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}

interface QueueProperties {
  readonly QueueName: string;
  readonly VisibilityTimeout?: number;
  readonly MessageRetentionPeriod?: number;
  readonly RedrivePolicy?: unknown;
}

interface MappingProperties {
  readonly BatchSize: number;
  readonly EventSourceArn: string;
  readonly FunctionResponseTypes?: readonly string[];
}

export interface LocalAccountOptions {
  readonly template: ResolvedTemplate;
  /** The built function. */
  readonly bundle: string;
  /** Changes the template's policies, to see what then happens. @default as they are */
  readonly policies?: (policies: Policies) => Policies;
}

/**
 * LocalAccount is a stack that runs on this machine: S3 and SQS with the queues, and the built function with the environment and the
 * permissions, that its template says.
 */
export class LocalAccount {
  /** Between the function's code and AWS. */
  readonly code: PolicyProxy;
  /** Between its event source and AWS. */
  readonly poller: PolicyProxy;
  readonly log: string[] = [];
  readonly #server: FauxqsServer;
  readonly #template: ResolvedTemplate;
  readonly #function: FunctionProperties;
  readonly #child: ChildProcess;
  /** With all permissions, for what tests do themselves. */
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;
  readonly #pollerSqs: SQSClient;

  private constructor(
    server: FauxqsServer,
    { code, poller }: { code: PolicyProxy; poller: PolicyProxy },
    { template, bundle }: LocalAccountOptions,
  ) {
    this.#server = server;
    this.code = code;
    this.poller = poller;
    this.#template = template;
    this.#function = template.only('AWS::Lambda::Function');
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = { region: PLACE.region, credentials };
    this.#s3 = new S3Client({ ...client, endpoint: server.address, forcePathStyle: true });
    this.#sqs = new SQSClient({ ...client, endpoint: server.address });
    this.#pollerSqs = new SQSClient({ ...client, endpoint: poller.endpoint, useQueueUrlAsEndpoint: false });
    this.#child = this.#startFunction(bundle);
  }

  static async start(options: LocalAccountOptions): Promise<LocalAccount> {
    const { template, policies: change = (policies: Policies): Policies => policies } = options;
    const server = await startFauxqs({ port: 0, logger: false, defaultRegion: PLACE.region });
    const queues = template.all<QueueProperties>('AWS::SQS::Queue');
    // Dead-letter queues first: the others name them.
    queues.sort((a, b) => Number(a.RedrivePolicy !== undefined) - Number(b.RedrivePolicy !== undefined));
    for (const queue of queues) server.createQueue(queue.QueueName, { attributes: attributesOf(queue) });
    const policies = change(readPolicies(template));
    const { account } = PLACE;
    const proxy = (isInNetwork: boolean): Promise<PolicyProxy> =>
      startPolicyProxy({
        targetPort: server.port,
        place: PLACE,
        isAllowed: allowedBy(policies, { isInNetwork, account }),
      });
    const proxies = { code: await proxy(true), poller: await proxy(false) };
    const running = new LocalAccount(server, proxies, options);
    server.createBucket(running.bucket);
    return running;
  }

  /** Of S3 and SQS, without policies. */
  get endpoint(): string {
    return this.#server.address;
  }

  get bucket(): string {
    return this.#function.Environment.Variables['ALLOWED_BUCKETS']!;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    for (const client of [this.#s3, this.#sqs, this.#pollerSqs]) client.destroy();
    await this.code.close();
    await this.poller.close();
    await this.#server.stop();
  }

  /** Forgets what was needed and refused so far, and breaks no request. */
  forget(): void {
    for (const proxy of [this.code, this.poller]) {
      proxy.needed.length = 0;
      proxy.refused.length = 0;
      proxy.breaks = () => false;
    }
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

  /** Bodies of the messages in a queue, those in somebody's hands among them. */
  messages(queue: string): Record<string, unknown>[] {
    const { ready = [], delayed = [], inflight = [] } = this.#server.inspectQueue(queue)?.messages ?? {};
    const all = [...ready, ...delayed, ...inflight.map(({ message }) => message)];
    return all.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }

  /** Takes one message from the trigger queue to the function, as the event source mapping of the template does. */
  async deliver(): Promise<{ readonly isReturned: boolean }> {
    const mapping = this.#template.only<MappingProperties>('AWS::Lambda::EventSourceMapping');
    const QueueUrl = this.urlOf(mapping.EventSourceArn.split(':').at(-1)!);
    await this.#pollerSqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const { Messages: [message] = [] } = await this.#pollerSqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: mapping.BatchSize,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (message === undefined) throw new Error('there is no message to deliver');
    const {
      MessageId: messageId,
      ReceiptHandle: receiptHandle,
      Body: body,
      Attributes: attributes,
    } = message;
    const eventSourceARN = mapping.EventSourceArn;
    const answer = await this.#invoke({
      Records: [{ messageId, receiptHandle, body, attributes, eventSourceARN, messageAttributes: {} }],
    });
    const failures =
      mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true ? answer : [];
    const isReturned = failures.includes(messageId!);
    if (!isReturned)
      await this.#pollerSqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }));
    return { isReturned };
  }

  /** Gives the ids of the messages that the function returns. */
  async #invoke(event: unknown): Promise<string[]> {
    const stop = new AbortController();
    const answered = once(this.#child, 'message', stop) as Promise<
      [{ batchItemFailures: { itemIdentifier: string }[] }]
    >;
    const ended = once(this.#child, 'exit', stop).then(() => {
      throw new Error(`the function ended: ${this.log.join('\n')}`);
    });
    this.#child.send({ event, timeoutMs: this.#function.Timeout * 1000 });
    const [answer] = await Promise.race([answered, ended]).finally(() => stop.abort());
    await Promise.allSettled([answered, ended]);
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  #startFunction(bundle: string): ChildProcess {
    const { FunctionName, Environment } = this.#function;
    const child = fork(fileURLToPath(new URL('bundle-process.ts', import.meta.url)), [bundle], {
      execArgv: [],
      env: {
        ...Environment.Variables,
        // What Lambda itself sets.
        AWS_REGION: PLACE.region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_LAMBDA_FUNCTION_NAME: FunctionName,
        // All that is not the template's.
        AWS_ENDPOINT_URL: this.code.endpoint,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => void this.log.push(text));
    return child;
  }
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
