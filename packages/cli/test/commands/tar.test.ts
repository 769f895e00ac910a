import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildTar } from '../../../core/test/helpers/build-tar.ts';
import { makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { expectFailure } from '../helpers/expect-failure.ts';
import { startCommand } from '../helpers/run-command.ts';
import { until } from '../helpers/until.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
let systemTemporary: string | undefined;

// Where the command unpacks.
beforeEach(async () => {
  systemTemporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = workspace.path('tmp');
  await mkdir(workspace.path('tmp'));
});
afterEach(() => {
  if (systemTemporary === undefined) Reflect.deleteProperty(process.env, 'TMPDIR');
  else process.env['TMPDIR'] = systemTemporary;
});

function tarOf(...options: Parameters<typeof makeExport>): Buffer {
  const { files } = makeExport(...options);
  return buildTar(files.map(({ name, bytes }) => ({ name: `./${name}`, data: bytes })));
}

/** Whether a process has a spool open, which has no name any more. Only Linux tells; elsewhere it may not have begun. */
async function isSpooling(pid: number): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return true;
  const files = (await readdir(folder).catch(() => [])).map((file) =>
    readlink(`${folder}/${file}`).catch(() => ''),
  );
  return (await Promise.all(files)).some((file) => /biospex-spool-.* \(deleted\)$/.test(file));
}

interface JsonResult {
  readonly batches: readonly unknown[];
  readonly spooledBytes?: number;
}

async function runJson(...args: string[]): Promise<JsonResult> {
  const run = await workspace.run(...args, '--json');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(run.stdout) as JsonResult;
}

describe('a TAR archive', () => {
  test('is planned, split and verified like a ZIP, packed or not, under any name', async () => {
    const tar = tarOf({ images: 10, order: 'shuffled' });
    await writeFile(workspace.path('export.tar'), tar);
    await writeFile(workspace.path('export.tar.gz'), gzipSync(tar));
    await writeFile(workspace.path('export.zip'), gzipSync(tar));

    for (const name of ['export.tar', 'export.tar.gz', 'export.zip']) {
      const { batches: planned } = await runJson('plan', name, '--batch-size', '4');
      const { batches, spooledBytes } = await runJson(
        'split',
        name,
        '--batch-size',
        '4',
        '--out',
        name + '.d',
      );
      const verified = await runJson('verify', name, name + '.d');

      expect(batches).toHaveLength(3);
      expect(planned).toEqual(batches);
      expect(verified.batches).toEqual(batches);
      expect(spooledBytes).toBeGreaterThan(0);
      const first = await readFile(workspace.path(name + '.d', 'export-part1.zip'));
      expect(first.equals(await readFile(workspace.path('export.tar.d', 'export-part1.zip')))).toBe(true);
    }
    expect(await workspace.list('tmp')).toEqual([]);
  });

  test('says what is wrong with it in one line, and leaves nothing', async () => {
    await writeFile(workspace.path('export.tar.gz'), gzipSync(tarOf({ images: 10 })).subarray(0, 5000));

    const run = await workspace.run('split', 'export.tar.gz', '--out', 'out');

    expect(expectFailure(run, 'TRUNCATED_ARCHIVE')).toContain('(download the archive again)');
    expect(await workspace.list()).toEqual(['export.tar.gz', 'tmp']);
    expect(await workspace.list('tmp')).toEqual([]);
  });

  test('needs a folder for temporary files', async () => {
    await writeFile(workspace.path('export.tar.gz'), gzipSync(tarOf({ images: 2 })));
    process.env['TMPDIR'] = workspace.path('none', 'here');

    const run = await workspace.run('split', 'export.tar.gz', '--out', 'out');

    expect(expectFailure(run, 'SPOOL_FAILED')).toMatch(
      /none\/here cannot be used \(ENOENT.*\(set TMPDIR to a folder on a disk with room for the unpacked archive\)$/,
    );
  });

  test('leaves nothing when the command is interrupted, or killed, while it unpacks', async () => {
    await writeFile(
      workspace.path('export.tar.gz'),
      gzipSync(tarOf({ images: 300, imageBytes: 100_000 }), { level: 0 }),
    );

    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const { child, ended } = startCommand(['split', 'export.tar.gz', '--out', 'out'], {
        cwd: workspace.path(),
      });
      await until(() => child.exitCode !== null || isSpooling(child.pid!));
      child.kill(signal);
      await ended;

      expect(await workspace.list('tmp')).toEqual([]);
    }
  });
});

describe('sample', () => {
  test.each([
    [['export.tar.gz'], true],
    [['export.TGZ'], true],
    [['export.bin', '--format', 'tar.gz'], true],
    [['export.tar.gz', '--format', 'zip'], false],
    [['export.zip'], false],
  ])('makes of %j a TAR.GZ: %j', async (args, isTarGz) => {
    const run = await workspace.run('sample', ...args, '--images', '3', '--size', '5000');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const bytes = await readFile(workspace.path(args[0]!));
    const start = isTarGz ? gunzipSync(bytes).subarray(257, 262).toString() : bytes.subarray(0, 2).toString();
    expect(start).toBe(isTarGz ? 'ustar' : 'PK');
    const { batches } = await runJson('plan', args[0]!);
    expect(batches).toHaveLength(1);
  });

  test('makes the same TAR.GZ of the same seed', async () => {
    for (const name of ['a.tar.gz', 'b.tar.gz'])
      await workspace.run('sample', name, '--images', '3', '--size', '5000');

    const [a, b] = await Promise.all(['a.tar.gz', 'b.tar.gz'].map((name) => readFile(workspace.path(name))));
    expect(a!.equals(b!)).toBe(true);
  });
});
