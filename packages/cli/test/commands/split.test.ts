import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { expectBatches } from '../../../core/test/helpers/expect-batches.ts';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();

function readBatches(directory: string, files: readonly string[]): Promise<Buffer[]> {
  return Promise.all(files.map((file) => readFile(workspace.path(directory, file))));
}

describe('split', () => {
  test.each([
    [1, 6],
    [5, 2],
    [6, 1],
    [7, 1],
  ])('puts %d rows in a batch', async (batchSize, count) => {
    const fixture = await workspace.writeExport('a.zip', { images: 6, order: 'shuffled' });

    const run = await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', String(batchSize));

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const files = await workspace.list('out');
    expect(files).toEqual(Array.from({ length: count }, (_, i) => `a-part${i + 1}.zip`));
    await expectBatches(await readBatches('out', files), fixture, batchSize);
  });

  test('reports what it wrote and where', async () => {
    await workspace.writeExport('a.zip', { images: 3 });

    const run = await workspace.run('split', 'a.zip', '--out', 'my batches', '--batch-size', '2');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^Wrote the batches of a\.zip to my batches in /);
    expect(run.stdout).toMatch(/a-part1\.zip +2 +2 +[\d.]+ KB/);
    expect(run.stdout).toMatch(/total: 2 batches +3 +3 +[\d.]+ KB/);
    expect(run.stdout).not.toMatch(/[^\S\n]$/m);
  });

  test('prints its report as one JSON object and nothing else', async () => {
    await workspace.writeExport('a.zip', { images: 3 });

    const run = await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', '2', '--json');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const sizes = await Promise.all(
      ['a-part1.zip', 'a-part2.zip'].map(async (file) => (await stat(workspace.path('out', file))).size),
    );
    expect(JSON.parse(run.stdout)).toEqual({
      batches: [
        { file: 'a-part1.zip', rows: 2, images: 2, bytes: sizes[0] },
        { file: 'a-part2.zip', rows: 1, images: 1, bytes: sizes[1] },
      ],
      rows: 3,
      images: 3,
      bytes: sizes[0]! + sizes[1]!,
      findings: [],
      next: [1, 2].map((part) => ({
        builder: expect.stringContaining(`unpack a-part${part}.zip`),
        commands: expect.arrayContaining([`panoptes subject-set create PROJECT a-part${part}`]),
      })),
    });
  });

  test.each([
    ['export.zip', [], 'export'],
    ['export.tar.gz', [], 'export'],
    ['export.TGZ', [], 'export'],
    ['export', [], 'export'],
    ['a.b.c.zip', [], 'a.b.c'],
    ['export.zip', ['--name', 'Batch 1 (ü)'], 'Batch 1 (ü)'],
  ])('names the batches of %s with %j after %s', async (archive, options, stem) => {
    await workspace.writeExport(archive, { images: 1 });

    await workspace.run('split', archive, '--out', 'out', ...options);

    expect(await workspace.list('out')).toEqual([`${stem}-part1.zip`]);
  });

  test('leaves out rows without an image with --missing skip', async () => {
    const fixture = await workspace.writeExport('a.zip', { images: 3, rows: 5 });

    const run = await workspace.run('split', 'a.zip', '--out', 'out', '--missing', 'skip');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('2 rows left out');
    const kept = { ...fixture, rows: fixture.rows.slice(0, 3), rowImages: fixture.rowImages.slice(0, 3) };
    await expectBatches(await readBatches('out', ['a-part1.zip']), kept, 10);
  });

  test('writes nothing when rows have no image', async () => {
    await workspace.writeExport('a.zip', { images: 3, rows: 5 });

    expectFailure(await workspace.run('split', 'a.zip', '--out', 'out'), 'IMAGES_MISSING');

    expect(await workspace.list()).toEqual(['a.zip']);
  });

  test('creates the directory and its parents', async () => {
    await workspace.writeExport('a.zip', { images: 1 });

    const run = await workspace.run('split', 'a.zip', '--out', 'here/there/ünd überall', '--no-fsync');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await workspace.list('here', 'there', 'ünd überall')).toEqual(['a-part1.zip']);
  });

  test('writes the same bytes again, and replaces existing batches', async () => {
    await workspace.writeExport('a.zip', { images: 4 });
    const files = ['a-part1.zip', 'a-part2.zip'];
    const options = ['split', 'a.zip', '--out', 'out', '--batch-size', '2'];
    await workspace.run(...options);
    const first = await readBatches('out', files);
    await writeFile(workspace.path('out', 'a-part2.zip'), 'spoiled');

    const run = await workspace.run(...options);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readBatches('out', files)).toEqual(first);
    expect(await workspace.list('out')).toEqual(files);
  });
});

describe('split into a place that is not a writable directory', () => {
  test.each([
    ['a file', 'file'],
    ['a path below a file', 'file/out'],
    ['a device', '/dev/full'],
    ['a path below a device', '/dev/null/out'],
  ])('fails when it is %s, naming it', async (_what, out) => {
    await workspace.writeExport('a.zip', { images: 1 });
    await writeFile(workspace.path('file'), 'precious');

    const sentence = expectFailure(await workspace.run('split', 'a.zip', '--out', out), 'NOT_A_DIRECTORY');

    expect(sentence).toContain(out);
    expect(await workspace.list()).toEqual(['a.zip', 'file']);
    expect(await readFile(workspace.path('file'), 'utf8')).toBe('precious');
  });

  test('removes nothing when a directory has the name of a batch', async () => {
    await workspace.writeExport('a.zip', { images: 4 });
    await mkdir(workspace.path('out', 'a-part2.zip'), { recursive: true });

    const run = await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', '2');

    expect(expectFailure(run, 'WRITE_FAILED')).toContain('a-part2.zip');
    expect(await workspace.list('out')).toEqual(['a-part2.zip']);
  });

  test('shortens a name that is too long for a batch', async () => {
    await workspace.writeExport(`${'x'.repeat(240)}.zip`, { images: 1 });

    const run = await workspace.run('split', `${'x'.repeat(240)}.zip`, '--out', 'out');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await workspace.list('out')).toEqual([`${'x'.repeat(235)}-part1.zip`]);
  });

  test('writes batches with the longest name allowed', async () => {
    await workspace.writeExport('a.zip', { images: 1 });

    const run = await workspace.run('split', 'a.zip', '--out', 'out', '--name', 'x'.repeat(235));

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
