import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
const header = 'subjectId,imageName,references\n';
const faulty = `${header}1,a.jpg,https://e.org/1.jpg\n2,b.jpg,"\\", x"\n`;

describe('--manifest', () => {
  test('replaces the manifest of the archive in plan, split and verify', async () => {
    await writeExport(faulty);
    await writeFile(workspace.path('fixed.csv'), 'imageName,note\nb.jpg,new\n');
    const own = ['--manifest', 'fixed.csv'];

    const planned = await workspace.run('plan', 'a.zip', ...own, '--json');
    const split = await workspace.run('split', 'a.zip', ...own, '--out', 'out', '--json');
    const verified = await workspace.run('verify', 'a.zip', 'out', ...own);
    const against = await workspace.run('verify', 'a.zip', 'out');

    expect(JSON.parse(planned.stdout)).toMatchObject({
      rows: 1,
      findings: [{ code: 'image-unlisted', count: 1 }],
    });
    const { next, ...foretold } = JSON.parse(split.stdout) as { next: unknown[] };
    expect(foretold).toEqual(JSON.parse(planned.stdout));
    expect(next).toHaveLength(1);
    expect(verified).toMatchObject({ exitCode: 0 });
    expect(verified.stdout).toContain('every row of fixed.csv once');
    expectFailure(against, 'VERIFICATION_FAILED');
  });

  test('is named when it is wrong or does not exist', async () => {
    await writeExport(faulty);
    await writeFile(workspace.path('fixed.csv'), 'name\n');

    const wrong = await workspace.run('plan', 'a.zip', '--manifest', 'fixed.csv');
    const missing = await workspace.run('split', 'a.zip', '--out', 'out', '--manifest', 'none.csv');

    expect(expectFailure(wrong, 'MANIFEST_NO_IMAGE_COLUMN')).toContain('manifest "fixed.csv"');
    expect(expectFailure(missing, 'MANIFEST_UNREADABLE')).toBe(
      '"none.csv" does not exist; check its name and folder',
    );
    expect(await workspace.list()).toEqual(['a.zip', 'fixed.csv']);
  });

  test('is refused when it is endless', async () => {
    await writeExport(faulty);

    const endless = await workspace.run('plan', 'a.zip', '--manifest', '/dev/zero');

    expect(expectFailure(endless, 'MANIFEST_UNREADABLE')).toBe(
      '"/dev/zero" is not a file; name the file itself, or pack the files of a folder into a ZIP',
    );
  });
});

describe('--mend', () => {
  test('mends, reports each change, and can be verified', async () => {
    await writeExport(faulty);

    const before = await workspace.run('plan', 'a.zip');
    const planned = await workspace.run('plan', 'a.zip', '--mend');
    const split = await workspace.run('split', 'a.zip', '--out', 'out', '--as', 'folders', '--mend');
    const verified = await workspace.run('verify', 'a.zip', 'out', '--mend');
    const against = await workspace.run('verify', 'a.zip', 'out');

    expect(before.stdout).toMatch(/! 1 row with a quote after a backslash/);
    expect(before.stdout).toMatch(/^To mend links and quotes, add --mend\./m);
    expect(planned.stdout).toMatch(/^split --mend would make these batches of a\.zip\n/);
    expect(split.stdout).not.toMatch(/^ !/m);
    expect(split.stdout).toMatch(/- 1 cell mended: links that look like file names \(column "references"\)/);
    expect(split.stdout).toContain('row 1 (line 2) https://e.org/1.jpg → https://e.org/1%2Ejpg');
    expect(split.stdout).toContain('row 2 (line 3) \\", x → \\"", x');
    expect(verified).toMatchObject({ exitCode: 0 });
    expect(verified.stdout).toContain('every row of a.zip, mended, once');
    expect(expectFailure(against, 'VERIFICATION_FAILED')).toMatch(
      /made with --mend or --manifest, verify them with the same options$/,
    );
  });

  test('also mends the manifest of --manifest', async () => {
    await writeExport('imageName\na.jpg\n');
    await writeFile(workspace.path('fixed.csv'), faulty);
    const options = ['--manifest', 'fixed.csv', '--mend'];

    await workspace.run('split', 'a.zip', '--out', 'out', ...options);

    expect(await workspace.run('verify', 'a.zip', 'out', ...options)).toMatchObject({ exitCode: 0 });
  });
});

describe('the next steps', () => {
  test('are printed for each batch, with the column of the image', async () => {
    await writeExport(faulty);

    const split = await workspace.run('split', 'a.zip', '--out', 'out', '--batch-size', '1');

    expect(split.stdout).toContain(
      'unpack a-part2.zip, and drop manifest.csv and all images on a new subject set; or\n',
    );
    expect(split.stdout).toContain(
      '\n     panoptes subject-set upload-subjects -f 2 SET out/a-part2/manifest.csv\n',
    );
  });

  test('are printed for the first three batches, with the number of the others', async () => {
    await workspace.writeExport('a.zip', { images: 12 });

    const { stdout } = await workspace.run(
      'split',
      'a.zip',
      '--out',
      'out',
      '--batch-size',
      '1',
      '--as',
      'folders',
    );

    expect(stdout.match(/panoptes subject-set create PROJECT a-part\d+\n/g)).toHaveLength(3);
    expect(stdout).toContain('do the same with the other 9; --json lists the lines of all');
    expect(stdout).not.toContain('The builder does not accept ZIPs');
  });
});

test('--missing skip leaves out a row whose image cell is empty, and reports it', async () => {
  await writeExport('imageName,note\na.jpg,1\n,2\nb.jpg,3\n');

  const failed = await workspace.run('plan', 'a.zip');
  const planned = await workspace.run('plan', 'a.zip', '--missing', 'skip');
  await workspace.run('split', 'a.zip', '--missing', 'skip', '--out', 'out');

  expect(expectFailure(failed, 'IMAGE_NAME_EMPTY')).toContain(
    'in 1 of 3 manifest rows the image name is empty: row 2 (line 3)',
  );
  expect(planned.stdout).toMatch(/! 1 row left out: the image cell is empty\n.*\n.*\n +row 2 \(line 3\)/);
  expect(await workspace.run('verify', 'a.zip', 'out')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('byte for byte, except 1 row without an image.'),
  });
});

function writeExport(manifest: string): Promise<void> {
  return workspace.writeZip('a.zip', [
    ...['a.jpg', 'b.jpg'].map((name) => ({ name, data: name })),
    { name: 'manifest.csv', data: manifest },
  ]);
}
