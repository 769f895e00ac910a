import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { buildTar } from '../../../core/test/helpers/build-tar.ts';
import { makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
function tarOf(...options: Parameters<typeof makeExport>): Buffer {
  const { files } = makeExport(...options);
  return buildTar(files.map(({ name, bytes }) => ({ name: `./${name}`, data: bytes })));
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
  test('can be planned, split and verified like a ZIP, compressed or not, with any name', async () => {
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
  });

  test('reports its fault in one line, and leaves nothing', async () => {
    await writeFile(workspace.path('export.tar.gz'), gzipSync(tarOf({ images: 10 })).subarray(0, 5000));

    const run = await workspace.run('split', 'export.tar.gz', '--out', 'out');

    expect(expectFailure(run, 'TRUNCATED_ARCHIVE')).toMatch(
      / Download the export from BIOSPEX again, and wait/,
    );
    expect(await workspace.list()).toEqual(['export.tar.gz']);
  });
});

describe('sample', () => {
  test.each([
    [['export.tar.gz'], true],
    [['export.TGZ'], true],
    [['export.bin', '--format', 'tar.gz'], true],
    [['export.tar.gz', '--format', 'zip'], false],
    [['export.zip'], false],
  ])('with %j writes a TAR.GZ: %j', async (args, isTarGz) => {
    const run = await workspace.run('sample', ...args, '--images', '3', '--size', '5000');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const bytes = await readFile(workspace.path(args[0]!));
    const start = isTarGz ? gunzipSync(bytes).subarray(257, 262).toString() : bytes.subarray(0, 2).toString();
    expect(start).toBe(isTarGz ? 'ustar' : 'PK');
    const { batches } = await runJson('plan', args[0]!);
    expect(batches).toHaveLength(1);
  });

  test('writes the same TAR.GZ for the same seed', async () => {
    for (const name of ['a.tar.gz', 'b.tar.gz'])
      await workspace.run('sample', name, '--images', '3', '--size', '5000');

    const [a, b] = await Promise.all(['a.tar.gz', 'b.tar.gz'].map((name) => readFile(workspace.path(name))));
    expect(a!.equals(b!)).toBe(true);
  });
});
