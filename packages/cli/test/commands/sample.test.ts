import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
const small = ['--images', '4', '--size', '5000'];

describe('sample', () => {
  test('writes an export that can be split and verified', async () => {
    const sample = await workspace.run('sample', 'a.zip', ...small, '--order', 'shuffled');
    const split = await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', '3');
    const verified = await workspace.run('verify', 'a.zip', 'out');

    expect(sample).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sample.stdout).toMatch(
      /^a\.zip: 4 images, [\d.]+ KB\nPlanted on purpose: 1 row in 100 has a phantom file name, .*\n$/,
    );
    expect(split).toMatchObject({ exitCode: 0, stderr: '' });
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('gives other bytes for another seed', async () => {
    for (const seed of ['1', '2']) await workspace.run('sample', `${seed}.zip`, ...small, '--seed', seed);

    const [one, two] = await Promise.all(['1.zip', '2.zip'].map((name) => readFile(workspace.path(name))));
    expect(one!.equals(two!)).toBe(false);
  });

  test('refuses to replace a file', async () => {
    await writeFile(workspace.path('a.zip'), 'precious');

    const sentence = expectFailure(await workspace.run('sample', 'a.zip', ...small), 'SAMPLE_FAILED');

    expect(sentence).toContain('already exists');
    expect(await readFile(workspace.path('a.zip'), 'utf8')).toBe('precious');
    expect(await workspace.list()).toEqual(['a.zip']);
  });

  test.each(['none/a.zip', '.'])('cannot be written to %s', async (file) => {
    const sentence = expectFailure(await workspace.run('sample', file, ...small), 'SAMPLE_FAILED');

    expect(sentence).toContain(file);
    expect(sentence).not.toContain('unfinished');
    expect(await workspace.list()).toEqual([]);
  });

  test.each(['a.tar', 'a.7z', 'a.tar.bz2', 'a.csv.gz'])(
    'refuses the name %s unless --format is given',
    async (file) => {
      const sentence = expectFailure(await workspace.run('sample', file, ...small), 'SAMPLE_FAILED');

      expect(sentence).toContain('or add --format');
      expect(await workspace.list()).toEqual([]);
      expect(await workspace.run('sample', file, ...small, '--format', 'zip')).toMatchObject({ exitCode: 0 });
    },
  );
});
