import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createS3Client } from '@biospex/batch-aws';
import { MemoryStore, splitArchive } from '@biospex/batch-core';
import { buildTar } from '../../core/test/helpers/build-tar.ts';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { seededRandom } from '../../core/test/helpers/seeded-random.ts';
import { openTar } from '../../core/test/helpers/split-tar.ts';
import {
  startFaultProxy,
  type Fault,
  type FaultProxy,
  type WireRequest,
} from '../../lambda/test/helpers/fault-proxy.ts';
import { deadLetterQueueOf, LOCAL } from '../src/stack-names.ts';
import { startStack, type Stack } from '../src/start-stack.ts';
import { buildFunction } from './helpers/build-function.ts';
import { until } from './helpers/until.ts';

const stems = ['first', 'second', 'third', 'fourth'];
const batchSize = 20;
/** So many times the process is killed; then it may go on. */
const MAX_KILLS = 14;
/** A job that nobody kills makes some 20 requests, one whose batches are there 12. */
const MAX_REQUESTS_BEFORE_A_KILL = 16;

let folder: string;
/** Where the function unpacks. */
const temporary = (): string => join(folder, 'tmp');
let proxy: FaultProxy;
let stack: Stack;
let s3: S3Client;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-batch-'));
  const bundle = await buildFunction(folder);
  await mkdir(temporary());
  proxy = await startFaultProxy(() => Number(new URL(stack.services.endpoint).port));
  stack = await startStack({
    port: 0,
    bundle,
    environment: {
      AWS_ENDPOINT_URL: proxy.endpoint,
      RETRY_DELAY_SECONDS: '0',
      TMPDIR: temporary(),
    },
    visibilityTimeout: 1,
    maxReceiveCount: 1000,
    onLog: () => undefined,
  });
  s3 = createS3Client({ endpoint: stack.services.endpoint });
});

afterEach(async () => {
  s3.destroy();
  await stack.stop();
  await proxy.close();
  await rm(folder, { recursive: true, force: true });
});

/** Saboteur kills the function's process at one random request after the other, before it is done or right after. */
class Saboteur {
  readonly #random = seededRandom(Number(process.env['FUZZ_SEED'] ?? 20));
  kills = 0;
  /** Kills between a result that was sent and the report that would say so: the known window. */
  killsInTheWindow = 0;
  #requestsLeft = this.#nextRequest();
  #isSent = false;

  meet(request: WireRequest): Fault | undefined {
    if (this.kills === MAX_KILLS) return undefined;
    const isKill = --this.#requestsLeft <= 0;
    const fault = isKill ? this.#random.pick(['hang', 'lost'] as const) : undefined;
    if (fault !== 'hang') this.#follow(request);
    if (isKill) this.kill();
    return fault;
  }

  kill(): void {
    this.kills++;
    if (this.#isSent) this.killsInTheWindow++;
    this.#isSent = false;
    this.#requestsLeft = this.#nextRequest();
    void stack.lambda.kill();
  }

  #follow({ action, method, path }: WireRequest): void {
    if (action === 'SendMessage') this.#isSent = true;
    else if (method === 'PUT' && path.includes('-report.json')) this.#isSent = false;
  }

  #nextRequest(): number {
    return 1 + this.#random.integer(MAX_REQUESTS_BEFORE_A_KILL);
  }
}

async function get(key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: LOCAL.bucket, Key: key }));
  return Buffer.from(await Body!.transformToByteArray());
}

async function receiveResults(): Promise<unknown[]> {
  const { Messages = [] } = await stack.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: stack.services.queueUrl(LOCAL.updateQueue),
      MaxNumberOfMessages: 10,
    }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
}

/** The batches that a split in memory gives. */
async function expectedBatches(archive: Uint8Array): Promise<Map<string, Uint8Array>> {
  const store = new MemoryStore();
  const { source } = await openTar(archive);
  for (const stem of stems) await splitArchive(source, store, { stem, batchSize });
  return store.files;
}

const { files } = makeExport({ images: 45, imageBytes: 245_000 });

test.each([
  ['zip', buildZip(exportEntries(files))],
  ['tar.gz', gzipSync(buildTar(files.map(({ name, bytes }) => ({ name, data: bytes }))))],
])(
  'a function that is killed again and again on a %s ends with every batch right and one result for each job',
  async (format, archive) => {
    const Key = `export/export.${format}`;
    await s3.send(new PutObjectCommand({ Bucket: LOCAL.bucket, Key, Body: archive }));
    const saboteur = new Saboteur();
    proxy.fault = (request) => saboteur.meet(request);

    for (const [downloadId, stem] of stems.entries()) {
      const trigger = {
        downloadId,
        file: `${stem}.${format}`,
        exportPath: Key,
        totalSize: archive.length,
        s3Bucket: LOCAL.bucket,
        updatesQueueUrl: stack.services.queueUrl(LOCAL.updateQueue),
        batchSize,
      };
      const QueueUrl = stack.services.queueUrl(LOCAL.triggerQueue);
      await stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(trigger) }));
    }
    // Once while it starts.
    await wait(150);
    saboteur.kill();
    await until(() => stack.services.messageCount(LOCAL.triggerQueue) === 0);

    const expected = await expectedBatches(archive);
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: LOCAL.bucket, Prefix: 'batch/' }),
    );
    expect(Contents.map(({ Key: key }) => key).sort()).toEqual(
      [...expected.keys(), ...stems.map((stem) => `${stem}-report.json`)]
        .map((name) => `batch/${name}`)
        .sort(),
    );
    for (const [file, bytes] of expected)
      expect([file, (await get(`batch/${file}`)).equals(bytes)]).toEqual([file, true]);
    const results = await receiveResults();
    expect(results).toHaveLength(stems.length + saboteur.killsInTheWindow);
    for (const [downloadId, stem] of stems.entries())
      expect(results).toContainEqual(
        expect.objectContaining({
          status: 'success',
          downloadId,
          batchFiles: [1, 2, 3].map((n) => `${stem}-part${n}.zip`),
        }),
      );
    expect(results).not.toContainEqual(expect.objectContaining({ status: 'failed' }));
    expect(proxy.uploads.openKeys).toEqual([]);
    expect(await readdir(temporary())).toEqual([]);
    expect(stack.services.messageCount(deadLetterQueueOf(LOCAL.triggerQueue))).toBe(0);
    expect(saboteur.kills).toBeGreaterThanOrEqual(10);
  },
  240_000,
);
