import { readFile, rm, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();

beforeEach(async () => {
  await workspace.writeExport('a.zip', { images: 5 });
  await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', '2');
});

describe('verify', () => {
  test('shows the batches and states what was verified', async () => {
    const run = await workspace.run('verify', 'a.zip', 'out');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/total: 3 batches +5 +5 /);
    expect(run.stdout).toContain('The batches hold every row of a.zip once and every image, byte for byte.');
  });

  test('prints one JSON object and nothing else', async () => {
    const run = await workspace.run('verify', 'a.zip', 'out', '--json');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^\{.*\}\n$/);
    const bytes = expect.any(Number);
    expect(JSON.parse(run.stdout)).toMatchObject({
      batches: [
        { file: 'a-part1.zip', rows: 2, images: 2, bytes },
        { file: 'a-part2.zip', rows: 2, images: 2, bytes },
        { file: 'a-part3.zip', rows: 1, images: 1, bytes },
      ],
      rows: 5,
      images: 5,
      bytes,
    });
  });

  test.each([[[]], [['--json']]])('fails in one line with %j', async (options) => {
    await rm(workspace.path('out', 'a-part2.zip'));

    const sentence = expectFailure(
      await workspace.run('verify', 'a.zip', 'out', ...options),
      'VERIFICATION_FAILED',
    );

    expect(sentence).toMatch(
      /^1 problem in "out": missing: a-part2\.zip\. Remove these batches, and split again$/,
    );
  });

  test('fails in one line when a batch is cut', async () => {
    const batch = await readFile(workspace.path('out', 'a-part2.zip'));
    await writeFile(workspace.path('out', 'a-part2.zip'), batch.subarray(0, batch.length / 2));

    expect(expectFailure(await workspace.run('verify', 'a.zip', 'out'), 'VERIFICATION_FAILED')).toContain(
      'a-part2.zip',
    );
  });

  test('fails with another archive', async () => {
    await workspace.writeExport('b.zip', { images: 5, seed: 2 });

    const run = await workspace.run('verify', 'b.zip', 'out', '--name', 'a');

    expect(expectFailure(run, 'VERIFICATION_FAILED')).toMatch(/^1 problem in "out": .* to another archive/);
  });

  test('reports a directory that does not exist', async () => {
    const sentence = expectFailure(await workspace.run('verify', 'a.zip', 'none'), 'NOT_A_DIRECTORY');

    expect(sentence).toContain('none');
    expect(sentence).toContain('does not exist');
  });

  test('finds batches by the name from split', async () => {
    await workspace.run('split', 'a.zip', '--out', 'named', '--name', 'b');

    expect(await workspace.run('verify', 'a.zip', 'named', '--name', 'b')).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  test('suggests --name if the batches have another name', async () => {
    await workspace.run('split', 'a.zip', '--out', 'named', '--name', 'b c');

    const sentence = expectFailure(await workspace.run('verify', 'a.zip', 'named'), 'VERIFICATION_FAILED');

    expect(sentence).toBe(
      '1 problem in "named": a-part1.zip does not exist, but batches of "b c" do; is it the right place? If so, add --name',
    );
  });

  test('changes nothing', async () => {
    await workspace.run('verify', 'a.zip', 'out');

    expect(await workspace.list()).toEqual(['a.zip', 'out']);
    expect(await workspace.list('out')).toEqual(['a-part1.zip', 'a-part2.zip', 'a-part3.zip']);
  });
});
