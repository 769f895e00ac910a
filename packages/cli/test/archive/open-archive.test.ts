import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { goodArchive } from '../../../core/test/helpers/mutations.ts';
import { stemOf } from '../../src/archive/open-archive.ts';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();

describe('stemOf', () => {
  test.each([
    ['export.zip', 'export'],
    ['some/folder.zip/export.zip', 'export'],
    ['export.ZIP', 'export'],
    ['export.tar.gz', 'export'],
    ['export.tgz', 'export'],
    ['export.tar', 'export'],
    ['export', 'export'],
    ['export.v1.2.zip', 'export.v1.2'],
    ['export.zip.zip', 'export.zip'],
    ['exportzip', 'exportzip'],
    ['export.gz', 'export.gz'],
    ['123-2-6f1c.zip', '123-2-6f1c'],
    ['été 2.zip', 'été 2'],
    ['.zip', 'batch'],
    ['.tar.gz', 'batch'],
    ['folder/', 'folder'],
    ['two\nlines?.zip', 'two-lines-'],
    [`${'\u{1f33f}'.repeat(60)}.zip`, '\u{1f33f}'.repeat(58)],
  ])('%j gives %j', (path, stem) => {
    expect(stemOf(path)).toBe(stem);
  });
});

describe('an archive that cannot be read', () => {
  test('is named when it does not exist', async () => {
    const sentence = expectFailure(await workspace.run('plan', 'my export.zip'), 'ARCHIVE_UNREADABLE');

    expect(sentence).toBe('"my export.zip" does not exist; check its name and folder');
  });

  test('is named when it is below a file', async () => {
    await writeFile(workspace.path('file'), '');

    expect(expectFailure(await workspace.run('plan', 'file/a.zip'), 'ARCHIVE_UNREADABLE')).toContain(
      'does not exist',
    );
  });

  test('is named when it is a directory', async () => {
    await mkdir(workspace.path('a.zip'));

    expect(expectFailure(await workspace.run('plan', 'a.zip'), 'ARCHIVE_UNREADABLE')).toContain(
      'is not a file; name the file itself, or pack the files of a folder into a ZIP',
    );
  });

  test.each([
    ['empty', '', 'NOT_AN_ARCHIVE', 'empty'],
    ['a web page', '<!DOCTYPE html>\n<html><body>504</body></html>\n', 'NOT_AN_ARCHIVE', 'web page'],
    ['truncated', goodArchive().bytes.subarray(0, -40), 'TRUNCATED_ARCHIVE', ''],
  ])('is explained when it is %s, and nothing is written', async (_what, content, code, word) => {
    await writeFile(workspace.path('a.zip'), content);

    const sentence = expectFailure(await workspace.run('split', 'a.zip', '--out', 'out', '--json'), code);

    expect(sentence).toContain(word);
    expect(await workspace.list()).toEqual(['a.zip']);
  });
});
