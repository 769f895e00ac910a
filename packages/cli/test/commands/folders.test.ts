import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, describe, test } from '@jest/globals';
import { expectFailure, expectUsageError } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();

describe('batches as folders', () => {
  test('have the same files as the ZIPs, and can be verified', async () => {
    const { files } = await workspace.writeExport('a.zip', { images: 5 }, { image: { method: 8 } });

    const split = await workspace.run(
      'split',
      'a.zip',
      '--out',
      'out',
      '--as',
      'folders',
      '--batch-size',
      '3',
    );
    const verified = await workspace.run('verify', 'a.zip', 'out', '--json');

    expect(split).toMatchObject({ exitCode: 0, stderr: '' });
    expect(split.stdout).toMatch(/^ +a-part1 +3 +3 /m);
    expect(await workspace.list('out')).toEqual(['a-part1', 'a-part2']);
    const images = files.filter(({ name }) => name.endsWith('.jpg'));
    for (const [i, { name, bytes }] of images.entries()) {
      const found = await readFile(workspace.path('out', i < 3 ? 'a-part1' : 'a-part2', name));
      expect(found.equals(bytes)).toBe(true);
    }
    const sizes = images.slice(0, 3).map(({ bytes }) => bytes.length);
    const manifest = await readFile(workspace.path('out', 'a-part1', 'manifest.csv'));
    const { batches } = JSON.parse(verified.stdout) as { batches: unknown[] };
    expect(batches).toEqual([
      {
        file: 'a-part1',
        rows: 3,
        images: 3,
        bytes: sizes.reduce((sum, size) => sum + size, manifest.length),
      },
      expect.objectContaining({ file: 'a-part2', rows: 2, images: 2 }),
    ]);
    const again = await splitInto('again', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ batches });
  });

  test('can be verified when operating systems left files in them', async () => {
    await workspace.writeExport('a.zip', { images: 3 });
    await splitInto('out');
    await writeFile(workspace.path('out', 'a-part1', '.DS_Store'), 'x');
    await writeFile(workspace.path('out', 'a-part1', 'Thumbs.db'), 'x');

    expect(await workspace.run('verify', 'a.zip', 'out')).toMatchObject({ exitCode: 0 });
  });

  test.each<[string, (folder: string, image: string) => Promise<unknown>, RegExp]>([
    [
      'a changed image',
      (folder, image) => writeFile(`${folder}/${image}`, 'x'),
      /a-part1: image ".+\.jpg" differs from the archive's/,
    ],
    ['a missing image', (folder, image) => rm(`${folder}/${image}`), /a-part1: image ".+\.jpg" is missing/],
    [
      'a file that no row names',
      (folder) => writeFile(`${folder}/more.jpg`, 'x'),
      /a-part1: "more\.jpg" is not named by any row/,
    ],
    [
      'another table',
      (folder) => writeFile(`${folder}/more.csv`, 'x'),
      /a-part1: "more\.csv" would be taken for another manifest/,
    ],
    ['a folder in it', (folder) => mkdir(`${folder}/more`), /a-part1: "more" is not a file/],
    [
      'no manifest',
      (folder) => rm(`${folder}/manifest.csv`),
      /a-part1 cannot be read: it has no manifest\.csv/,
    ],
    [
      'a changed row',
      async (folder) => {
        const manifest = await readFile(`${folder}/manifest.csv`, 'utf8');
        await writeFile(`${folder}/manifest.csv`, manifest.replace(/(\n\w)/, '$1x'));
      },
      /a-part1: row 1 \(line 2\) is not in the archive's manifest/,
    ],
    [
      'a file in its place',
      async (folder) => [await rm(folder, { recursive: true }), await writeFile(folder, '')],
      /a-part1 cannot be read: ENOTDIR/,
    ],
    ['nothing in its place', (folder) => rm(folder, { recursive: true }), /missing: a-part1/],
  ])('do not pass verify with %s', async (_, spoil, problem) => {
    await workspace.writeExport('a.zip', { images: 6 });
    await splitInto('out');
    const folder = workspace.path('out', 'a-part1');
    const [image = ''] = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));

    await spoil(folder, image);

    expect(expectFailure(await workspace.run('verify', 'a.zip', 'out'), 'VERIFICATION_FAILED')).toMatch(
      problem,
    );
  });

  test('are not verified if they hold what is not a file', async () => {
    await workspace.writeExport('a.zip', { images: 3 });
    await splitInto('out');
    const folder = workspace.path('out', 'a-part1');
    const [image = ''] = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
    await rm(join(folder, image));
    await symlink('/dev/zero', join(folder, image));

    expect(expectFailure(await workspace.run('verify', 'a.zip', 'out'), 'VERIFICATION_FAILED')).toContain(
      `a-part1: "${image}" is not a file`,
    );
  });

  test('can be verified beside ZIPs with --as folders', async () => {
    await workspace.writeExport('a.zip', { images: 3 });
    await splitInto('out');
    await workspace.run('split', 'a.zip', '--out', 'zips');
    await rename(workspace.path('zips', 'a-part1.zip'), workspace.path('out', 'a-part1.zip'));

    const zips = await workspace.run('verify', 'a.zip', 'out');
    const folders = await workspace.run('verify', 'a.zip', 'out', '--as', 'folders');

    expect(zips.stdout).toMatch(/^ +a-part1\.zip /m);
    expect(folders.stdout).toMatch(/^ +a-part1 /m);
  });

  test('do not replace folders, and are not mixed with batches of another split', async () => {
    await workspace.writeExport('a.zip', { images: 3 });
    await splitInto('out');

    const again = await splitInto('out');
    await rename(workspace.path('out', 'a-part1'), workspace.path('out', 'a-part2'));
    const beside = await splitInto('out');
    const zips = await workspace.run('split', 'a.zip', '--out', 'out');

    expect(expectFailure(again, 'OUTPUT_HAS_OTHER_BATCHES')).toContain('a-part1');
    expect(expectFailure(beside, 'OUTPUT_HAS_OTHER_BATCHES')).toContain('a-part2');
    expect(expectFailure(zips, 'OUTPUT_HAS_OTHER_BATCHES')).toContain('a-part2');
    expect(await workspace.list('out')).toEqual(['a-part2']);
  });

  test('cannot be written to S3', async () => {
    await workspace.writeExport('a.zip', { images: 3 });

    expect(expectFailure(await splitInto('s3://bucket/prefix'), 'NOT_A_DIRECTORY')).toContain(
      '--as folders cannot write to S3',
    );
    expectUsageError(
      await workspace.run('split', 'a.zip', '--out', 'out', '--as', 'tars'),
      /Allowed choices are zips, folders/,
    );
  });

  function splitInto(out: string, ...options: string[]): ReturnType<typeof workspace.run> {
    const folders = ['--as', 'folders', '--batch-size', '3'];
    return workspace.run('split', 'a.zip', '--out', out, ...folders, ...options);
  }
});
