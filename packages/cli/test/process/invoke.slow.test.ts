import { writeFile } from 'node:fs/promises';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createS3Client, createSqsClient } from '@biospex/batch-aws';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport, type ExportOptions } from '../../../core/test/helpers/export-fixture.ts';
import { startFaultProxy } from '../../../lambda/test/helpers/fault-proxy.ts';
import { LOCAL, startLocalServices, type LocalServices } from '@biospex/batch-local-stack';
import { main } from '../../src/main.ts';
import { collect, type CommandRun } from '../helpers/run-command.ts';
import { runProcess, startProcess } from '../helpers/run-process.ts';
import { until } from '../../../local-stack/test/helpers/until.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
const trigger = {
  downloadId: 7,
  file: 'a.zip',
  exportPath: 'export/a.zip',
  s3Bucket: LOCAL.bucket,
  batchSize: 2,
};

let services: LocalServices;
let s3: S3Client;
let sqs: SQSClient;

beforeEach(async () => {
  services = await startLocalServices({ port: 0, visibilityTimeout: 30, maxReceiveCount: 5 });
  // The command inherits them.
  Object.assign(process.env, services.environment, { BATCH_SIZE: '' });
  s3 = createS3Client();
  sqs = createSqsClient();
});
afterEach(async () => {
  s3.destroy();
  sqs.destroy();
  await services.stop();
});

async function invoke(body: string, ...more: string[]): Promise<CommandRun> {
  await writeFile(workspace.path('trigger.json'), body);
  return runProcess(['invoke', '--message', 'trigger.json', ...more], { cwd: workspace.path() });
}

const triggerBody = (changes: object = {}): string =>
  JSON.stringify({ ...trigger, updatesQueueUrl: services.queueUrl(LOCAL.updateQueue), ...changes });

async function putExport(options: ExportOptions = { images: 3 }): Promise<void> {
  const Body = buildZip(exportEntries(makeExport(options).files));
  await s3.send(new PutObjectCommand({ Bucket: LOCAL.bucket, Key: trigger.exportPath, Body }));
}

async function receiveResult(): Promise<unknown> {
  const QueueUrl = services.queueUrl(LOCAL.updateQueue);
  const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  return message === undefined ? undefined : JSON.parse(message.Body ?? '');
}

describe('invoke', () => {
  test('runs the function on a message, answers it, and prints the log', async () => {
    await putExport();

    const run = await invoke(triggerBody());

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('"message":"job succeeded"');
    expect(await receiveResult()).toMatchObject({
      status: 'success',
      downloadId: 7,
      batchFiles: ['a-part1.zip', 'a-part2.zip'],
    });
    await s3.send(new GetObjectCommand({ Bucket: LOCAL.bucket, Key: 'batch/a-part2.zip' }));
  });

  test('answers a message with the same id once', async () => {
    await putExport();
    await invoke(triggerBody(), '--message-id', 'm1');
    await receiveResult();

    const again = await invoke(triggerBody(), '--message-id', 'm1');

    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toContain('"message":"the result of this message was already sent"');
    expect(await receiveResult()).toBeUndefined();
  });

  test('answers wrong input with exit status 0', async () => {
    expect(await invoke(triggerBody())).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await receiveResult()).toMatchObject({ status: 'failed', code: 'ARCHIVE_MISSING' });
  });

  test('reports that the message would go back to its queue', async () => {
    const run = await invoke('no trigger');

    expect(run).toMatchObject({
      exitCode: 1,
      stderr: 'INVOCATION_FAILED: the message would go back to its queue; the log above says why\n',
    });
    expect(run.stdout).toContain('"reason":"the message is not JSON"');
  });

  test('reports invalid environment variables in one line', async () => {
    process.env['BATCH_SIZE'] = 'many';

    expect(await invoke(triggerBody())).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'INVOCATION_FAILED: the function does not start: invalid environment variables: BATCH_SIZE is not a whole number ("many")\n',
    });
  });

  test.each([
    ['a wrong one', {}, 0, /^answered: .+ \(ARCHIVE_MISSING\): [^\n]+\n$/, ''],
    [
      'one that cannot be answered',
      { updatesQueueUrl: 'none' },
      1,
      /^$/,
      /INVOCATION_FAILED: the message would go back to its queue: .+ \([A-Z_]+\): /,
    ],
  ])(
    'prints one sentence on a terminal instead of the log: %s',
    async (_, changes, status, printed, error) => {
      await writeFile(workspace.path('trigger.json'), triggerBody(changes));
      const [stdout, stderr] = [collect(true), collect(false)];
      const { signal } = new AbortController();

      const exitCode = await main(['invoke', '--message', 'trigger.json'], {
        stdout: stdout.stream,
        stderr: stderr.stream,
        signal,
      });

      expect(exitCode).toBe(status);
      expect(stdout.text()).toMatch(printed);
      expect(stderr.text()).toMatch(error);
    },
  );

  test('cleans up when it is interrupted, and sends no answer', async () => {
    // S3 copies two batches in parts; the third is small.
    await putExport({ images: 42, imageBytes: 265_000 });
    const proxy = await startFaultProxy(() => Number(new URL(services.endpoint).port));
    const isPartOfSecond = ({ method, path }: { method: string; path: string }): boolean =>
      method === 'PUT' && path.includes('a-part2.zip') && path.includes('uploadId=');
    proxy.fault = (request) => (isPartOfSecond(request) ? 'hang' : undefined);
    process.env['AWS_ENDPOINT_URL'] = proxy.endpoint;
    await writeFile(workspace.path('trigger.json'), triggerBody({ batchSize: 20 }));

    const args = ['invoke', '--message', 'trigger.json'];
    const { child, ended } = startProcess(args, { cwd: workspace.path() });
    await until(() => proxy.requests.some(isPartOfSecond));
    child.kill('SIGINT');
    const run = await ended;

    expect(run).toMatchObject({
      exitCode: 130,
      stderr: 'ABORTED: stopped by SIGINT\n',
    });
    expect(run.stdout).toContain('"code":"STOPPED"');
    expect(proxy.uploads.openKeys).toEqual([]);
    expect(await receiveResult()).toBeUndefined();
    await proxy.close();
  });

  test('reports a message file that does not exist', async () => {
    expect(await workspace.run('invoke', '--message', 'none.json')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'MESSAGE_UNREADABLE: "none.json" does not exist; check its name and folder\n',
    });
  });
});
