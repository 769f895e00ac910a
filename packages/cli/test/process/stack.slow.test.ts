import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ReceiveMessageCommand, SendMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createSqsClient } from '@biospex/batch-aws';
import { ACCOUNT, LOCAL } from '@biospex/batch-local-stack';
import { until } from '../../../local-stack/test/helpers/until.ts';
import { startProcess, type StartedProcess } from '../helpers/run-process.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
const run = promisify(execFile);

beforeAll(() => {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

/** Starts the command, and lets its function answer a message; gives the process of the function. */
async function startWithFunction(): Promise<StartedProcess & { readonly functionId: number }> {
  const started = startProcess(['stack', '--port', '0'], { cwd: workspace.path() });
  let printed = '';
  started.child.stdout?.on('data', (text: string) => {
    printed += text;
  });
  await until(() => printed.includes("The function's log") || started.child.exitCode !== null);
  const endpoint = /S3 and SQS: (\S+)/.exec(printed)![1]!;
  const sqs = createSqsClient({ endpoint });
  const urlOf = (queue: string): string => `${endpoint}/${ACCOUNT}/${queue}`;
  const updatesQueueUrl = urlOf(LOCAL.updateQueue);
  const trigger = { downloadId: 1, file: 'a.zip', exportPath: 'export/a.zip', s3Bucket: LOCAL.bucket };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: urlOf(LOCAL.triggerQueue),
      MessageBody: JSON.stringify({ ...trigger, updatesQueueUrl }),
    }),
  );
  let messages: Message[] | undefined;
  while (messages === undefined) {
    const command = new ReceiveMessageCommand({ QueueUrl: updatesQueueUrl, WaitTimeSeconds: 1 });
    ({ Messages: messages } = await sqs.send(command));
  }
  sqs.destroy();
  return { ...started, functionId: await functionOf(started.child.pid!) };
}

/** The process of the function that a process has started. */
async function functionOf(parent: number): Promise<number> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const line = stdout
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find(([, ppid, ...args]) => Number(ppid) === parent && args.join(' ').includes('lambda-process'));
  return Number(line?.[0]);
}

async function isRunning(pid: number): Promise<boolean> {
  // ps fails if there is none.
  const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

describe('the process of the stack', () => {
  test('ends in order by SIGINT, and so does the function', async () => {
    const { child, ended, functionId } = await startWithFunction();
    child.kill('SIGINT');

    expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(functionId).toBeGreaterThan(0);
    expect(await isRunning(functionId)).toBe(false);
  });

  test('takes the function with it when it is killed', async () => {
    const { child, ended, functionId } = await startWithFunction();
    child.kill('SIGKILL');
    await ended;

    await until(async () => !(await isRunning(functionId)));
    expect(functionId).toBeGreaterThan(0);
  });
});
