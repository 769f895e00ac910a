import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createS3Client } from '@biospex/batch-aws';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import {
  startFaultProxy,
  type Fault,
  type FaultProxy,
  type WireRequest,
} from '../../../lambda/test/helpers/fault-proxy.ts';
import { UploadRegister } from '../../../lambda/test/helpers/upload-register.ts';
import { LOCAL } from '../../src/stack-names.ts';
import { startStack, type Stack } from '../../src/start-stack.ts';
import type { LambdaProcess } from '../../src/lambda-process.ts';
import { BATCH_SIZE, type FaultExport, type Format } from './exports.ts';

export type Who = number | 'teller';

/** The fault of a request. Its process may be killed before the request reaches the server, or right after the server has acted. */
export type LaneFault = Fault | 'killed before' | 'killed after';

export interface LaneRequest extends WireRequest {
  readonly who: Who;
  /** Its number, from 1, among the requests of the functions, or of the teller, in this run. */
  readonly n: number;
}

export interface LaneResult {
  readonly status: string;
  readonly messageId: string;
  readonly batchFiles?: readonly string[];
}

const LAMBDA_TIMEOUT_MS = 15 * 60_000;
/** Time limit of an attempt here, enough for a cold start on a busy machine. It ends a hanging request. */
const TIMEOUT_MS = 20_000;
/** Shortens the minute for which a message stays hidden after that to a second. */
const HIDE_SHORTER_BY = 59;
export const MAX_RECEIVES = 3;

/** FaultLane is a stack in which each process reaches S3 and SQS through its own proxy, and the proxy makes the faults. */
export class FaultLane {
  readonly exports: ReadonlyMap<Format, FaultExport>;
  readonly #folder: string;
  readonly #proxies: ReadonlyMap<Who, FaultProxy>;
  readonly #uploads: UploadRegister;
  readonly #stack: Stack;
  readonly #s3: S3Client;
  /** Messages whose result a process has sent but not yet recorded: a death now causes a second result. */
  readonly #unnoted = new Map<Who, string>();
  /** Number of such deaths, by message. */
  readonly windows = new Map<string, number>();
  /** Numbers of requests in this run. */
  requests = { functions: 0, teller: 0 };
  kills = 0;
  /** Lines that the processes have printed in this run, with the time. */
  log: string[] = [];
  #startedAt = Date.now();
  fault: (request: LaneRequest) => LaneFault | undefined = () => undefined;

  private constructor(parts: {
    exports: ReadonlyMap<Format, FaultExport>;
    folder: string;
    proxies: ReadonlyMap<Who, FaultProxy>;
    uploads: UploadRegister;
    stack: Stack;
  }) {
    this.exports = parts.exports;
    this.#folder = parts.folder;
    this.#proxies = parts.proxies;
    this.#uploads = parts.uploads;
    this.#stack = parts.stack;
    this.#s3 = createS3Client({ endpoint: parts.stack.services.endpoint });
    for (const [who, proxy] of this.#proxies) proxy.fault = (request) => this.#meet(who, request);
  }

  static async start(bundle: string, exports: ReadonlyMap<Format, FaultExport>): Promise<FaultLane> {
    const folder = await mkdtemp(join(tmpdir(), 'biospex-faults-'));
    const uploads = new UploadRegister(LAMBDA_TIMEOUT_MS / TIMEOUT_MS);
    let port = 0;
    const proxies = new Map<Who, FaultProxy>();
    for (const who of [0, 1, 'teller'] as const) proxies.set(who, await startFaultProxy(() => port, uploads));
    const stack = await startStack({
      port: 0,
      bundle,
      timeoutMs: TIMEOUT_MS,
      hideShorterBy: HIDE_SHORTER_BY,
      maxReceiveCount: MAX_RECEIVES,
      environmentOf: (who) => ({ AWS_ENDPOINT_URL: proxies.get(who)!.endpoint, TMPDIR: folder }),
      onLog: (line, who) => {
        if (!line.includes('"_aws"'))
          lane.log.push(`${((Date.now() - lane.#startedAt) / 1000).toFixed(1)} s, ${who}: ${line}`);
        if (line.includes("the function's process was ended after")) lane.#dies(who);
      },
    });
    port = Number(new URL(stack.services.endpoint).port);
    const lane = new FaultLane({ exports, folder, proxies, uploads, stack });
    for (const [format, { archive }] of exports) await lane.#put(`export/${format}`, archive);
    return lane;
  }

  async stop(): Promise<void> {
    this.#s3.destroy();
    await this.#stack.stop();
    for (const proxy of this.#proxies.values()) await proxy.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get functions(): readonly LambdaProcess[] {
    return this.#stack.functions;
  }

  /** The body of a message that asks for batches of an export. `stem` begins their names. */
  messageBody(stem: string, format: Format): string {
    return JSON.stringify({
      downloadId: 7,
      file: `${stem}.zip`,
      exportPath: `export/${format}`,
      s3Bucket: LOCAL.bucket,
      updatesQueueUrl: this.#stack.services.queueUrl(LOCAL.updateQueue),
      batchSize: BATCH_SIZE,
    });
  }

  /** Sends a message; returns its id. */
  async send(body: string): Promise<string> {
    const QueueUrl = this.#stack.services.queueUrl(LOCAL.triggerQueue);
    const { MessageId } = await this.#stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    return MessageId!;
  }

  /** Whether no message is waiting for, or held by, a function or the teller. */
  get isQuiet(): boolean {
    const { services } = this.#stack;
    return [LOCAL.triggerQueue, LOCAL.exhaustedQueue].every((queue) => services.messageCount(queue) === 0);
  }

  get deadLetters(): number {
    return this.#stack.services.messageCount(LOCAL.deadLetterQueue);
  }

  /** Receives and deletes all results of the update queue. */
  async takeResults(): Promise<LaneResult[]> {
    const QueueUrl = this.#stack.services.queueUrl(LOCAL.updateQueue);
    const results: LaneResult[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await this.#stack.sqs.send(command);
      if (Messages.length === 0) return results;
      for (const { Body = '', ReceiptHandle } of Messages) {
        results.push(JSON.parse(Body) as LaneResult);
        await this.#stack.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  /** The existing batches whose names begin with a stem, by file. */
  async readBatches(stem: string): Promise<Map<string, Uint8Array>> {
    const batches = new Map<string, Uint8Array>();
    for (const key of await this.#keys(`batch/${stem}-part`)) {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: LOCAL.bucket, Key: key }));
      batches.set(key.replace('batch/', ''), await Body!.transformToByteArray());
    }
    return batches;
  }

  openUploads(stem: string): string[] {
    return this.#uploads.openKeys.filter((key) => key.startsWith(`batch/${stem}-`));
  }

  spools(): Promise<string[]> {
    return readdir(this.#folder);
  }

  /** Prepares the lane for the next run. */
  async clear(): Promise<void> {
    this.fault = () => undefined;
    this.requests = { functions: 0, teller: 0 };
    this.kills = 0;
    this.log = [];
    this.#startedAt = Date.now();
    this.windows.clear();
    this.#unnoted.clear();
    for (const proxy of this.#proxies.values()) proxy.requests.length = 0;
    const { services, sqs } = this.#stack;
    await sqs.send(new PurgeQueueCommand({ QueueUrl: services.queueUrl(LOCAL.deadLetterQueue) }));
    for (const key of await this.#keys('batch/'))
      await this.#s3.send(new DeleteObjectCommand({ Bucket: LOCAL.bucket, Key: key }));
  }

  kill(who: Who): void {
    this.kills++;
    this.#dies(who);
    void (who === 'teller' ? this.#stack.teller : this.functions[who]!).kill();
  }

  #meet(who: Who, wire: WireRequest): Fault | undefined {
    const n = who === 'teller' ? ++this.requests.teller : ++this.requests.functions;
    const fault = this.fault({ ...wire, who, n });
    const isDone = fault === undefined || fault === 'lost' || fault === 'killed after';
    if (isDone) this.#follow(who, wire);
    // The SDK sends the result again after a lost answer.
    if (fault === 'lost' && wire.action === 'SendMessage') this.#dies(who);
    if (fault === 'killed before' || fault === 'killed after') this.kill(who);
    if (fault === 'killed before') return 'hang';
    return fault === 'killed after' ? 'lost' : fault;
  }

  #follow(who: Who, { action, method, path, body }: WireRequest): void {
    if (action === 'SendMessage') {
      const { QueueUrl, MessageBody } = JSON.parse(body.toString()) as {
        QueueUrl: string;
        MessageBody: string;
      };
      if (QueueUrl.endsWith(LOCAL.updateQueue))
        this.#unnoted.set(who, (JSON.parse(MessageBody) as LaneResult).messageId);
    } else if (method === 'PUT' && path.includes('/answered/') && body.includes('"isSent": true')) {
      this.#unnoted.delete(who);
    }
  }

  #dies(who: Who): void {
    const messageId = this.#unnoted.get(who);
    if (messageId === undefined) return;
    this.windows.set(messageId, (this.windows.get(messageId) ?? 0) + 1);
    this.#unnoted.delete(who);
  }

  async #put(Key: string, Body: Uint8Array): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: LOCAL.bucket, Key, Body }));
  }

  async #keys(Prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket: LOCAL.bucket, Prefix }));
    return Contents.map(({ Key = '' }) => Key);
  }
}
