import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createS3Client, listKeys } from '@biospex/batch-aws';
import { LOCAL, startLocalServices, type LocalServices } from '@biospex/batch-local-stack';
import { startFaultProxy } from '../../lambda/test/helpers/fault-proxy.ts';
import { until } from '../../local-stack/test/helpers/until.ts';
import { expectFailure } from './helpers/expect-failure.ts';
import { startCommand } from './helpers/run-command.ts';
import { startServerWithoutTags } from './helpers/server-without-tags.ts';
import { useWorkspace } from './helpers/use-workspace.ts';

interface JsonResult {
  readonly batches: readonly { readonly file: string }[];
  readonly transfer?: Readonly<Record<string, number>>;
}

const workspace = useWorkspace();
let services: LocalServices;
let s3: S3Client;

beforeAll(async () => {
  services = await startLocalServices({ port: 0, visibilityTimeout: 30, maxReceiveCount: 3 });
  // The command reads them.
  Object.assign(process.env, services.environment);
  s3 = createS3Client({ endpoint: services.endpoint });
});
afterAll(async () => {
  s3.destroy();
  await services.stop();
});

const urlOf = (key: string): string => `s3://${LOCAL.bucket}/${key}`;

/** Writes an export of ten images and puts it into the bucket, too. */
async function putExport(key: string): Promise<void> {
  await workspace.writeExport('export.zip', { images: 10, order: 'shuffled' });
  const Body = await readFile(workspace.path('export.zip'));
  await s3.send(new PutObjectCommand({ Bucket: LOCAL.bucket, Key: key, Body }));
}

async function getObject(key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: LOCAL.bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function runJson(...args: string[]): Promise<JsonResult> {
  const run = await workspace.run(...args, '--json');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(run.stdout) as JsonResult;
}

describe('an archive or batches in S3', () => {
  test.each([
    ['from S3 to S3', urlOf('a/export.zip'), urlOf('a/batch')],
    ['from a file to S3', 'export.zip', urlOf('a/batch/')],
    ['from S3 to a directory', urlOf('a/export.zip'), 'out'],
  ])('are the same, byte for byte: %s', async (_, archive, out) => {
    await putExport('a/export.zip');
    await runJson('split', 'export.zip', '--batch-size', '4', '--out', 'expected');

    const { batches, transfer } = await runJson('split', archive, '--batch-size', '4', '--out', out);

    expect(batches).toHaveLength(3);
    expect(Object.keys(transfer ?? {}).sort()).toEqual([
      'bytesCopied',
      'bytesDown',
      'bytesUp',
      'copyRequests',
      'getRequests',
      'otherRequests',
      'putRequests',
    ]);
    for (const { file } of batches) {
      const written =
        out === 'out' ? await readFile(workspace.path('out', file)) : await getObject(`a/batch/${file}`);
      expect(written.equals(await readFile(workspace.path('expected', file)))).toBe(true);
    }
  });

  test('are planned and verified', async () => {
    await putExport('b/export.zip');
    await runJson('split', 'export.zip', '--out', 'out');

    const { transfer } = await runJson('plan', urlOf('b/export.zip'));
    const verified = await workspace.run('verify', urlOf('b/export.zip'), 'out');

    expect(transfer).toMatchObject({ putRequests: 0, bytesUp: 0 });
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('are verified in S3', async () => {
    await putExport('e/export.zip');
    const split = await runJson('split', urlOf('e/export.zip'), '--batch-size', '4', '--out', urlOf('e'));

    const verified = await runJson('verify', urlOf('e/export.zip'), urlOf('e/'));

    expect(verified).toMatchObject({ batches: split.batches, rows: 10, images: 10, skippedRows: 0 });
    expect(verified.transfer).toMatchObject({ putRequests: 0, bytesUp: 0 });
  });

  test.each([
    ['is missing', undefined, 'missing: f-part1.zip'],
    ['is not a ZIP', 'text', 'f-part1.zip cannot be read: it is truncated or not a ZIP'],
  ])('do not pass verify if one %s', async (_, instead, problem) => {
    await putExport('f/export.zip');
    await runJson('split', 'export.zip', '--name', 'f', '--batch-size', '4', '--out', urlOf('f'));
    const first = { Bucket: LOCAL.bucket, Key: 'f/f-part1.zip' };
    await s3.send(
      instead === undefined
        ? new DeleteObjectCommand(first)
        : new PutObjectCommand({ ...first, Body: instead }),
    );

    const run = await workspace.run('verify', 'export.zip', urlOf('f'), '--name', 'f');

    expect(expectFailure(run, 'VERIFICATION_FAILED')).toBe(
      `1 problem in "${urlOf('f')}": ${problem}. Remove these batches, and split again`,
    );
  });

  test('do not pass verify if there are none', async () => {
    await workspace.writeExport('export.zip', { images: 2 });

    const run = await workspace.run('verify', 'export.zip', urlOf('nowhere'));

    expect(expectFailure(run, 'VERIFICATION_FAILED')).toContain('export-part1.zip does not exist');
  });

  test('report no transfer if S3 is not used', async () => {
    await workspace.writeExport('export.zip', { images: 2 });

    expect(await runJson('plan', 'export.zip')).not.toHaveProperty('transfer');
  });

  test('are not mixed with batches of another split', async () => {
    await putExport('c/export.zip');
    await runJson('split', 'export.zip', '--batch-size', '2', '--out', urlOf('c/batch'));

    const run = await workspace.run('split', 'export.zip', '--batch-size', '5', '--out', urlOf('c/batch'));

    expect(expectFailure(run, 'OUTPUT_HAS_OTHER_BATCHES')).toContain('export-part3.zip');
  });

  test('are not written to a bucket that does not exist, and the error names it', async () => {
    await workspace.writeExport('export.zip', { images: 2 });

    const run = await workspace.run('split', 'export.zip', '--out', 's3://no-such-bucket/batch');

    expect(expectFailure(run, 'READ_FAILED')).toContain('s3://no-such-bucket/batch/');
  });

  test('are not read if AWS_ENDPOINT_URL is not a URL', async () => {
    process.env['AWS_ENDPOINT_URL'] = 'garbage';
    const run = await workspace.run('plan', urlOf('a/export.zip'));
    process.env['AWS_ENDPOINT_URL'] = services.endpoint;

    expect(expectFailure(run, 'AWS_MISCONFIGURED')).toContain('AWS_ENDPOINT_URL is not a URL');
  });

  test('stay after an interruption if they are finished, and the error says so', async () => {
    await putExport('g/export.zip');
    const proxy = await startFaultProxy(() => Number(new URL(services.endpoint).port));
    const isLast = ({ method, path }: { method: string; path: string }): boolean =>
      method === 'PUT' && path.includes('export-part5.zip');
    proxy.fault = (request) => (isLast(request) ? 'hang' : undefined);
    process.env['AWS_ENDPOINT_URL'] = proxy.endpoint;
    const finished = (): Promise<string[]> => listKeys(s3, { bucket: LOCAL.bucket, prefix: 'g/export-part' });
    const args = ['split', urlOf('g/export.zip'), '--batch-size', '2', '--out', urlOf('g')];
    const { ended, interrupt } = startCommand(args);
    await until(async () => proxy.requests.some(isLast) && (await finished()).length === 4);
    interrupt();
    const run = await ended;
    process.env['AWS_ENDPOINT_URL'] = services.endpoint;
    await proxy.close();

    expect(run).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: `ABORTED: stopped by SIGINT; finished batches stay in "${urlOf('g')}"\n`,
    });
    expect(await finished()).toHaveLength(4);
  });

  test.each([
    ['none', [], [undefined], ''],
    [
      'those of --tag; a note says if the server does not support tags',
      ['--tag', 'team=birds', '--tag', 'biospex=batch'],
      ['team=birds&biospex=batch', undefined],
      `note: ${urlOf('h/')} does not support tags: rules that expire objects by their tags will not apply to these batches\n`,
    ],
  ])('have tags: %s', async (_, options, expected, note) => {
    await putExport('h/export.zip');
    const server = await startServerWithoutTags(services.endpoint);
    process.env['AWS_ENDPOINT_URL'] = server.endpoint;
    const run = await workspace.run('split', 'export.zip', '--out', urlOf('h'), ...options);
    process.env['AWS_ENDPOINT_URL'] = services.endpoint;
    await server.close();

    expect(run).toMatchObject({ exitCode: 0, stderr: note });
    expect(run.stdout).toMatch(/S3: \d+ requests, /);
    expect(server.tags).toEqual(expected);
    await s3.send(new DeleteObjectCommand({ Bucket: LOCAL.bucket, Key: 'h/export-part1.zip' }));
  });

  test('cannot have tags in a directory', async () => {
    await workspace.writeExport('export.zip', { images: 2 });

    const run = await workspace.run('split', 'export.zip', '--out', 'out', '--tag', 'a=b');

    expect(expectFailure(run, 'ADDRESS_INVALID')).toBe(
      '--tag needs an --out that starts with s3://; "out" does not',
    );
    expect(await workspace.list()).toEqual(['export.zip']);
  });

  test('do not replace the archive', async () => {
    await putExport('d/export-part1.zip');

    const run = await workspace.run(
      'split',
      urlOf('d/export-part1.zip'),
      '--name',
      'export',
      '--out',
      urlOf('d'),
    );

    expectFailure(run, 'OUTPUT_IS_ARCHIVE');
  });

  test.each([
    ['s3://', 'ADDRESS_INVALID'],
    [urlOf(''), 'ADDRESS_INVALID'],
    [urlOf('none.zip'), 'ARCHIVE_MISSING'],
    ['s3://no-such-bucket/export.zip', 'ARCHIVE_MISSING'],
  ])('are refused with the archive %s: %s', async (url, code) => {
    expectFailure(await workspace.run('plan', url), code);
  });
});
