import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { listDirectory, partNumber } from '../../src/destination/guard-output.ts';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();

describe('partNumber', () => {
  test.each([
    ['s-part1.zip', 1],
    ['s-part1000000.zip', 1_000_000],
    ['s-part0.zip', undefined],
    ['s-part01.zip', undefined],
    ['s-part.zip', undefined],
    ['s-part1.zip.bak', undefined],
    ['s-part1-part2.zip', undefined],
    ['t-part1.zip', undefined],
    ['.s-part1.zip.0f.partial', undefined],
    ['ss-part1.zip', undefined],
  ])('%s has %s', (name, part) => {
    expect(partNumber(name, 's', 'zips')).toBe(part);
  });

  test('takes a stem literally', () => {
    expect(partNumber('a+(b)-part2.zip', 'a+(b)', 'zips')).toBe(2);
    expect(partNumber('aXb-part2.zip', 'a.b', 'zips')).toBeUndefined();
  });
});

test('listDirectory returns undefined for a missing directory, and refuses a file', async () => {
  await writeFile(workspace.path('file'), '');

  expect(await listDirectory(workspace.path('none'))).toBeUndefined();
  await expect(listDirectory(workspace.path('file'))).rejects.toMatchObject({ code: 'NOT_A_DIRECTORY' });
});

describe('the guard of the output', () => {
  test('refuses a directory with more batches from another split', async () => {
    await workspace.writeExport('a.zip', { images: 6 });
    await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', '2');
    const before = await readFile(workspace.path('out', 'a-part1.zip'));

    const run = await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', '4');

    const sentence = expectFailure(run, 'OUTPUT_HAS_OTHER_BATCHES');
    expect(sentence).toContain('a-part3.zip');
    expect(await workspace.list('out')).toEqual(['a-part1.zip', 'a-part2.zip', 'a-part3.zip']);
    expect(await readFile(workspace.path('out', 'a-part1.zip'))).toEqual(before);
  });

  test('allows other files beside the batches', async () => {
    await workspace.writeExport('a.zip', { images: 2 });
    await mkdir(workspace.path('out'));
    await writeFile(workspace.path('out', 'b-part9.zip'), 'another export');
    await writeFile(workspace.path('out', 'notes.txt'), '');

    expect(await workspace.run('split', 'a.zip', '--out', 'out')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await workspace.list('out')).toEqual(['a-part1.zip', 'b-part9.zip', 'notes.txt']);
  });

  test.each(['itself', 'a symbolic link to it'])('refuses to overwrite the archive: %s', async (how) => {
    await workspace.writeExport('x.zip', { images: 2 });
    await mkdir(workspace.path('out'));
    const batch = workspace.path('out', 'x-part1.zip');
    if (how === 'itself') await rename(workspace.path('x.zip'), batch);
    else await symlink('../x.zip', batch);
    const archive = how === 'itself' ? 'out/x-part1.zip' : 'x.zip';
    const before = await readFile(workspace.path(archive));

    const run = await workspace.run('split', archive, '--out', 'out', '--name', 'x');

    expect(expectFailure(run, 'OUTPUT_IS_ARCHIVE')).toContain('x-part1.zip');
    expect(await readFile(workspace.path(archive))).toEqual(before);
    expect(await workspace.list('out')).toEqual(['x-part1.zip']);
  });

  test('refuses to overwrite an archive given as a symbolic link', async () => {
    await workspace.writeExport('x-part1.zip', { images: 2 });
    await symlink('x-part1.zip', workspace.path('alias.zip'));

    expectFailure(
      await workspace.run('split', 'alias.zip', '--out', '.', '--name', 'x'),
      'OUTPUT_IS_ARCHIVE',
    );
  });
});
