import { execFile, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createS3Client, createSqsClient } from '@biospex/batch-aws';
import { startLocalServices } from '../../src/stack/local-services.ts';
import { ACCOUNT, LOCAL } from '../../src/stack/stack-names.ts';
import { startCommand, type CommandRun } from '../helpers/run-command.ts';
import { until } from '../helpers/until.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
const run = promisify(execFile);

interface RunningStack {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandRun>;
  readonly endpoint: string;
  readonly sqs: SQSClient;
  readonly printed: () => string;
}

let stacks: RunningStack[] = [];

beforeAll(async () => {
  await run(process.execPath, [
    fileURLToPath(new URL('../../../lambda/scripts/bundle.mjs', import.meta.url)),
  ]);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

afterEach(async () => {
  for (const { child, ended, sqs } of stacks) {
    sqs.destroy();
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
  }
  stacks = [];
});

async function startStackCommand(...options: string[]): Promise<RunningStack> {
  const { child, ended } = startCommand(['stack', '--port', '0', ...options], { cwd: workspace.path() });
  let printed = '';
  child.stdout?.on('data', (text: string) => {
    printed += text;
  });
  await until(() => printed.includes('What the function logs') || child.exitCode !== null);
  const endpoint = /S3 and SQS: (\S+)/.exec(printed)![1]!;
  const stack = { child, ended, endpoint, sqs: createSqsClient({ endpoint }), printed: () => printed };
  stacks.push(stack);
  return stack;
}

const urlOf = ({ endpoint }: RunningStack, queue: string): string => `${endpoint}/${ACCOUNT}/${queue}`;

async function send(stack: RunningStack, downloadId: number): Promise<void> {
  const trigger = {
    downloadId,
    file: 'a.zip',
    exportPath: 'export/a.zip',
    s3Bucket: LOCAL.bucket,
    updatesQueueUrl: urlOf(stack, LOCAL.updateQueue),
  };
  const QueueUrl = urlOf(stack, LOCAL.triggerQueue);
  await stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(trigger) }));
}

async function receive(stack: RunningStack): Promise<Message> {
  const QueueUrl = urlOf(stack, LOCAL.updateQueue);
  let message: Message | undefined;
  await until(async () => {
    const answer = await stack.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    message = answer.Messages?.[0];
    return message !== undefined;
  });
  return message!;
}

/** The report of the job, once there is one. */
async function reportIn({ endpoint }: RunningStack): Promise<string | undefined> {
  const s3 = createS3Client({ endpoint });
  const command = new GetObjectCommand({ Bucket: LOCAL.bucket, Key: 'batch/a-report.json' });
  const report = await s3.send(command).catch(() => undefined);
  const text = await report?.Body?.transformToString();
  s3.destroy();
  return text;
}

/** The processes that a process has started, and not left behind dead. */
async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes('lambda-process'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent)
    .map(([pid]) => pid!);
}

async function isRunning(pid: number): Promise<boolean> {
  // ps fails where there is none.
  const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

describe('stack', () => {
  test('tells where everything is, answers a message, and ends by SIGINT without leaving a process', async () => {
    const stack = await startStackCommand();
    await send(stack, 1);
    const result = JSON.parse((await receive(stack)).Body ?? '') as unknown;
    const functions = await childrenOf(stack.child.pid!);
    stack.child.kill('SIGINT');
    const { exitCode, stderr } = await stack.ended;

    expect(stack.printed()).toContain(`export AWS_ENDPOINT_URL=${stack.endpoint}`);
    expect(stack.printed()).toContain(`--queue-url ${urlOf(stack, LOCAL.triggerQueue)}`);
    expect(stack.printed()).toMatch(/ERROR job failed code=ARCHIVE_MISSING/);
    expect(result).toMatchObject({ status: 'failed', code: 'ARCHIVE_MISSING', downloadId: 1 });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stack.printed()).toMatch(/The stack has ended; queues and objects are gone\.\n$/);
    expect(functions).toHaveLength(1);
    expect(await isRunning(functions[0]!)).toBe(false);
  });

  test('leaves no function behind when it is killed', async () => {
    const stack = await startStackCommand();
    await send(stack, 1);
    await receive(stack);
    const [pid] = await childrenOf(stack.child.pid!);
    stack.child.kill('SIGKILL');
    await stack.ended;

    await until(async () => !(await isRunning(pid!)));
    expect(await isRunning(pid!)).toBe(false);
  });

  test('keeps queues and objects with --data', async () => {
    const first = await startStackCommand('--data', 'data');
    await send(first, 1);
    await until(async () => (await reportIn(first)) !== undefined);
    first.child.kill('SIGINT');
    await first.ended;

    const second = await startStackCommand('--data', 'data');
    const kept = await receive(second);
    const QueueUrl = urlOf(second, LOCAL.updateQueue);
    await second.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: kept.ReceiptHandle }));
    await send(second, 2);
    const next = await receive(second);

    expect(await reportIn(second)).toContain('ARCHIVE_MISSING');
    expect(JSON.parse(kept.Body ?? '')).toMatchObject({ downloadId: 1 });
    expect(JSON.parse(next.Body ?? '')).toMatchObject({ downloadId: 2 });
  });

  test('says that its port is taken', async () => {
    const services = await startLocalServices({ port: 0, visibilityTimeout: 1, maxReceiveCount: 1 });
    const { port } = new URL(services.endpoint);

    expect(await workspace.run('stack', '--port', port)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `STACK_FAILED: the local S3 and SQS do not start: port ${port} is taken; choose another with --port\n`,
    });
    await services.stop();
  });
});
