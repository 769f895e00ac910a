import { beforeAll, describe, expect, test } from '@jest/globals';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { createS3Client, createSqsClient } from '@biospex/batch-aws';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { expectBatches } from '../../core/test/helpers/expect-batches.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { runStack } from '../src/run-stack.ts';
import { startLocalServices } from '../src/local-services.ts';
import { ACCOUNT, LOCAL } from '../src/stack-names.ts';
import { buildFunction } from './helpers/build-function.ts';
import { until } from './helpers/until.ts';
import { useFolder } from './helpers/use-folder.ts';

const path = useFolder();
const fixture = makeExport({ images: 5, order: 'shuffled' });
let bundle: string;

beforeAll(async () => {
  bundle = await buildFunction(path());
});

/** A running stack, and the actions of its user. */
interface RunningStack {
  readonly endpoint: string;
  readonly printed: () => string;
  /** Uploads an export and sends a message for it. */
  readonly trigger: (downloadId: number) => Promise<void>;
  readonly send: (body: string) => Promise<void>;
  readonly receiveResult: () => Promise<unknown>;
  /** An object below `batch/`; undefined if it is missing. */
  readonly getBatch: (name: string) => Promise<Buffer | undefined>;
  readonly stop: () => Promise<void>;
}

async function start(options: { host?: string; data?: string } = {}): Promise<RunningStack> {
  const controller = new AbortController();
  const lines: string[] = [];
  const printed = (): string => lines.join('\n');
  const running = runStack({
    port: 0,
    host: '127.0.0.1',
    ...options,
    bundle,
    signal: controller.signal,
    print: (line) => void lines.push(line),
  });
  await until(() => printed().includes("The function's log"));
  const endpoint = /S3 and SQS: (\S+)/.exec(printed())![1]!;
  const s3 = createS3Client({ endpoint });
  const sqs = createSqsClient({ endpoint });
  const urlOf = (queue: string): string => `${endpoint}/${ACCOUNT}/${queue}`;
  const send = async (body: string): Promise<void> => {
    const QueueUrl = urlOf(LOCAL.triggerQueue);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  };
  return {
    endpoint,
    printed,
    send,
    trigger: async (downloadId) => {
      const place = { Bucket: LOCAL.bucket, Key: 'export/a.zip' };
      await s3.send(new PutObjectCommand({ ...place, Body: buildZip(exportEntries(fixture.files)) }));
      const message = {
        downloadId,
        file: 'a.zip',
        exportPath: place.Key,
        s3Bucket: place.Bucket,
        updatesQueueUrl: urlOf(LOCAL.updateQueue),
        batchSize: 3,
      };
      await send(JSON.stringify(message));
    },
    receiveResult: async () => {
      const QueueUrl = urlOf(LOCAL.updateQueue);
      for (;;) {
        const { Messages: [message] = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }),
        );
        if (message !== undefined) return JSON.parse(message.Body!) as unknown;
      }
    },
    getBatch: async (name) => {
      const command = new GetObjectCommand({ Bucket: LOCAL.bucket, Key: `batch/${name}` });
      const object = await s3.send(command).catch(() => undefined);
      return object && Buffer.from(await object.Body!.transformToByteArray());
    },
    stop: async () => {
      s3.destroy();
      sqs.destroy();
      controller.abort();
      await running;
    },
  };
}

describe('runStack', () => {
  test('prints its addresses, makes the batches of a message, and ends', async () => {
    const stack = await start();
    await stack.trigger(1);
    const result = await stack.receiveResult();
    const batches = await Promise.all(['a-part1.zip', 'a-part2.zip'].map((name) => stack.getBatch(name)));
    // The function sends its result before its last log line.
    await until(() => stack.printed().includes('job succeeded'));
    await stack.stop();

    expect(result).toMatchObject({
      status: 'success',
      downloadId: 1,
      batchFiles: ['a-part1.zip', 'a-part2.zip'],
    });
    await expectBatches(batches as Buffer[], fixture, 3);
    expect(stack.printed()).toContain(`export AWS_ENDPOINT_URL=${stack.endpoint}`);
    expect(stack.printed()).toContain(`--queue-url ${stack.endpoint}/${ACCOUNT}/${LOCAL.triggerQueue}`);
    expect(stack.printed()).toContain('refuses a single PUT of more than 11 MiB');
    expect(stack.printed()).toContain('rclone 1.60 fails on larger files');
    expect(stack.printed()).not.toContain('password');
    expect(stack.printed()).toMatch(/INFO +job succeeded/);
    expect(stack.printed()).toMatch(/The stack has ended\. Queues and objects are gone\.$/);
    await expect(fetch(stack.endpoint)).rejects.toThrow('fetch failed');
  });

  test('warns if other computers can reach it', async () => {
    const stack = await start({ host: '0.0.0.0' });
    await stack.stop();

    expect(stack.printed()).toContain(
      'Every computer that can reach this one can use them, without a password.',
    );
  });

  test('keeps queues and objects in a folder on request', async () => {
    const first = await start({ data: path('data') });
    await first.trigger(1);
    await until(() => first.printed().includes('job succeeded'));
    await first.stop();

    const second = await start({ data: path('data') });
    const kept = await second.receiveResult();
    const report = await second.getBatch('a-report.json');
    await second.stop();

    expect(kept).toMatchObject({ status: 'success', downloadId: 1 });
    expect(report).toBeDefined();
  });

  test('says in its log that an unreadable message moved to the dead-letter queue', async () => {
    const stack = await start();
    await stack.send('not JSON');
    await until(() => stack.printed().includes('the message moved to'));
    await stack.stop();

    expect(stack.printed().match(/job failed, will retry code=UNREADABLE_MESSAGE/g)).toHaveLength(5);
    expect(stack.printed()).toMatch(
      /WARN +the message moved to loc-batch-trigger-dlq\n\nThe stack has ended/,
    );
  });

  test('fails if its port is taken or the function is not built', async () => {
    const services = await startLocalServices({ port: 0, visibilityTimeout: 1, maxReceiveCount: 1 });
    const port = Number(new URL(services.endpoint).port);
    const { signal } = new AbortController();
    const options = { port, host: '127.0.0.1', signal, print: () => undefined };

    await expect(runStack({ ...options, bundle })).rejects.toThrow(
      `the local S3 and SQS cannot start: port ${port} is taken; choose another with --port`,
    );
    await expect(runStack({ ...options, bundle: path('none.mjs') })).rejects.toThrow(
      'does not exist; build it',
    );
    await services.stop();
  });
});
