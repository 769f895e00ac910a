import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildTar } from '../../core/test/helpers/build-tar.ts';
import { makeExport } from '../../core/test/helpers/export-fixture.ts';
import { splitTar } from '../../core/test/helpers/split-tar.ts';
import type { WireRequest } from './helpers/fault-proxy.ts';
import { LocalEnvironment } from './helpers/local-environment.ts';
import { useLocalEnvironment } from './helpers/use-local-environment.ts';

const stem = 'old-export';
const message = { file: `${stem}.tar.gz`, exportPath: `export/${stem}.tar.gz`, totalSize: undefined };
const batchFiles = [1, 2, 3].map((n) => `${stem}-part${n}.zip`);
const report = `${stem}-report.json`;
// Two reads, and just what the local S3 takes in one request.
const tarGz = tarOf({ images: 5, imageBytes: 2_000_000 });

const local = useLocalEnvironment();
let folder: string;
const temporary = (): string => join(folder, 'tmp');
const efs = (): string => join(folder, 'efs', 'batch');
let systemTemporary: string | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-batch-'));
  await mkdir(temporary());
  await mkdir(join(folder, 'efs'));
  systemTemporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary();
});
afterEach(async () => {
  if (systemTemporary === undefined) Reflect.deleteProperty(process.env, 'TMPDIR');
  else process.env['TMPDIR'] = systemTemporary;
  await rm(folder, { recursive: true, force: true });
});

function tarOf(options: Parameters<typeof makeExport>[0]): Buffer {
  const { files } = makeExport(options);
  return gzipSync(buildTar(files.map(({ name, bytes }) => ({ name, data: bytes }))));
}

async function restart(variables: Readonly<Record<string, string>>): Promise<void> {
  await local.env.stop();
  local.env = await LocalEnvironment.start({ EFS_PATH: efs(), ...variables });
}

async function sendExport(archive: Uint8Array = tarGz, changes: object = {}): Promise<void> {
  await local.env.putExport(archive, message.exportPath);
  await local.env.send({ ...message, ...changes });
}

const isRead = ({ method, path }: WireRequest): boolean => method === 'GET' && path.includes('/export/');

/** Every batch equals the core's, and no spool is left. */
async function expectAllBatches(): Promise<void> {
  const { batches } = await splitTar(tarGz, { plan: { stem } });
  expect(await local.env.outputs()).toEqual([...batchFiles, report]);
  for (const [i, file] of batchFiles.entries())
    expect([file, (await local.env.output(file)).equals(batches[i]!)]).toEqual([file, true]);
  await expectNothingLeft();
}

async function expectNothingLeft(): Promise<void> {
  expect(local.env.openUploads()).toEqual([]);
  expect(await readdir(temporary())).toEqual([]);
  expect(await readdir(efs()).catch(() => [])).toEqual([]);
}

describe('a TAR.GZ export', () => {
  test('gets batches, report and result, like a ZIP', async () => {
    await sendExport();

    expect((await local.env.deliver())?.isReturned).toBe(false);

    await expectAllBatches();
    expect(local.env.results()).toMatchObject([
      { status: 'success', file: message.file, batchFiles, rows: 5, images: 5, report: `batch/${report}` },
    ]);
    expect(JSON.parse((await local.env.output(report)).toString())).toMatchObject({
      archive: { size: tarGz.length, spooledBytes: expect.any(Number) },
    });
    expect(local.metrics()['BiospexBatchCreator/BytesSpooled']).toBeGreaterThan(5 * 2_000_000);
  });

  test('is recognized by its content, whatever its name', async () => {
    await sendExport(tarGz, { file: `${stem}.zip` });

    await local.env.deliver();

    await expectAllBatches();
  });

  test('above MAX_TMP_SIZE is unpacked in EFS_PATH', async () => {
    await restart({ MAX_TMP_SIZE: '1000000' });
    await sendExport();

    expect((await local.env.deliver())?.isReturned).toBe(false);

    await expectAllBatches();
    expect(await readdir(join(folder, 'efs'))).toEqual(['batch']);
  });

  test('is unpacked by its real size, whatever totalSize says', async () => {
    await restart({ EFS_PATH: '/no/such/folder' });
    await sendExport(tarGz, { totalSize: 20_000_000_000 });

    expect((await local.env.deliver())?.isReturned).toBe(false);

    await expectAllBatches();
  });

  test('without room is retried, and its failure names both folders', async () => {
    await restart({ MAX_TMP_SIZE: '1000', EFS_PATH: '/no/such/folder' });
    await sendExport();

    const deliveries = await local.env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([true, true, true]);
    await local.env.tell();
    expect(local.env.results()).toMatchObject([
      {
        status: 'failed',
        code: 'SPOOL_FAILED',
        error: expect.stringMatching(
          new RegExp(
            `^there is no room to unpack the archive of ${tarGz.length} bytes: .*tmp takes at most 1000 bytes; EFS_PATH /no/such/folder cannot be used \\(ENOENT`,
          ),
        ),
      },
    ]);
    expect(await local.env.outputs()).toEqual([]);
  });

  test('that is truncated fails at once', async () => {
    await sendExport(tarGz.subarray(0, tarGz.length - 100_000));

    expect((await local.env.deliver())?.isReturned).toBe(false);

    expect(local.env.results()).toMatchObject([{ status: 'failed', code: 'TRUNCATED_ARCHIVE' }]);
    expect(await local.env.outputs()).toEqual([]);
    await expectNothingLeft();
  });

  test('resumes after a lost connection', async () => {
    await sendExport();
    let reads = 0;
    local.env.proxy.fault = (request) => (isRead(request) && ++reads % 2 === 0 ? 'lost' : undefined);

    expect((await local.env.deliver())?.isReturned).toBe(false);

    expect(reads).toBeGreaterThan(4);
    await expectAllBatches();
  });

  test('removes the spools of crashed jobs on EFS, and no spool that may be in use', async () => {
    await restart({});
    await mkdir(efs());
    const name = (digit: string): string => `biospex-spool-${digit.repeat(32)}`;
    const names = [name('a'), name('b'), 'somebody-elses'];
    for (const file of names) await writeFile(join(efs(), file), '');
    const longAgo = Date.now() / 1000 - 21 * 60;
    for (const file of [name('a'), 'somebody-elses']) await utimes(join(efs(), file), longAgo, longAgo);
    await sendExport();

    await local.env.deliver();

    expect((await readdir(efs())).sort()).toEqual([name('b'), 'somebody-elses']);
    expect(local.env.log.of('temporary files of crashed runs were removed')).toMatchObject([{ removed: 1 }]);
  });
});
