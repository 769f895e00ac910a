import { rm, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { describePage } from '../helpers/describe-page.ts';
import {
  answerFolderDialog,
  chooseFile,
  dropFile,
  emptyFolder,
  filesInFolder,
  openArchive,
} from '../helpers/page-actions.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();
const good = buildZip(exportEntries(makeExport({ images: 30 }).files));
const withMissing = buildZip(exportEntries(makeExport({ images: 5, rows: 8 }).files));
const encrypted = buildZip(exportEntries(makeExport({ images: 3 }).files, { image: { flags: 1 } }));

describePage('the page with a file that cannot be split', ({ page }) => {
  test.each([
    [
      'a TAR.GZ export',
      'export.tar.gz',
      gzipSync(Buffer.alloc(2000, 'x')),
      'UNSUPPORTED_FORMAT',
      /is a gzip file[^;]*\.\s+What to do\. .* The command biospex-batch/s,
    ],
    [
      'a picture',
      'photo.jpg',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
      'NOT_AN_ARCHIVE',
      /not an export archive/,
    ],
    ['an empty file', 'empty.zip', Buffer.alloc(0), 'NOT_AN_ARCHIVE', /seems to be an empty file/],
    [
      'a sign-in page',
      'export.zip',
      Buffer.from('<!DOCTYPE html>'),
      'NOT_AN_ARCHIVE',
      /seems to be a web page/,
    ],
    [
      'an incomplete download',
      'half.zip',
      good.subarray(0, 9000),
      'TRUNCATED_ARCHIVE',
      /archive is incomplete/,
    ],
    ['an archive with a password', 'secret.zip', encrypted, 'ENCRYPTED_ENTRY', /has a password/],
    [
      'an archive without a manifest',
      'none.zip',
      buildZip([{ name: 'a.jpg' }]),
      'MANIFEST_MISSING',
      /no manifest/,
    ],
  ])('says what is wrong with %s, and what to do', async (_, name, bytes, code, words) => {
    await writeFile(folder(name), bytes);

    await chooseFile(page(), folder(name));

    const alert = page().locator('.refusal');
    await alert.waitFor();
    const text = await alert.innerText();
    expect(text).toContain(name);
    expect(text).toMatch(words);
    expect(text).toContain('What to do.');
    expect(text).toContain(code);
  });

  test('says that a folder is not a file', async () => {
    await dropFile(page(), folder());

    await page().getByText('This is not a file').waitFor();
    expect(await page().locator('.refusal').innerText()).toContain('NOT_A_FILE');
  });

  test('lists rows whose image is missing, and leaves them out when asked', async () => {
    await writeFile(folder('missing.zip'), withMissing);
    await chooseFile(page(), folder('missing.zip'));
    await page().getByText('Images are missing from the archive').waitFor();
    expect(await page().locator('.exactly p').first().innerText()).toBe(
      'In 3 of 8 manifest rows the image is not in the archive:',
    );
    expect(await page().locator('.exactly li').allInnerTexts()).toEqual(
      [6, 7, 8].map((row) =>
        expect.stringMatching(new RegExp(`^Row ${row} \\(line ${row + 1}\\) \\S+\\.jpg$`)),
      ),
    );

    await page().getByRole('button', { name: 'Leave these rows out' }).click();

    await page().getByText('3 rows left out: the image is not in the archive').waitFor();
    expect(await page().locator('.figures').innerText()).toMatch(/Rows\s+5\s/);
  });

  test('offers to leave rows out only if others remain', async () => {
    await writeFile(
      folder('all.zip'),
      buildZip(exportEntries(makeExport({ images: 1, rows: 1 }).files.slice(1))),
    );
    await chooseFile(page(), folder('all.zip'));

    await page().getByRole('button', { name: 'Leave these rows out' }).click();

    await page().getByText('None of the images').waitFor();
    expect(await page().getByRole('button', { name: 'Leave these rows out' }).count()).toBe(0);
  });

  test('takes another file after a refusal', async () => {
    await writeFile(folder('good.zip'), good);
    await writeFile(folder('bad.zip'), 'nothing');
    await chooseFile(page(), folder('bad.zip'));
    await page().locator('.refusal').waitFor();

    await openArchive(page(), folder('good.zip'));

    expect(await page().locator('.refusal').count()).toBe(0);
  });

  test.each([
    ['removed', (path: string) => rm(path)],
    ['cut off', (path: string) => truncate(path, 100)],
  ])('says so when the open archive is %s, and saves no batch of it', async (_, spoil) => {
    await writeFile(folder('gone.zip'), good);
    await openArchive(page(), folder('gone.zip'));
    await answerFolderDialog(page());
    await spoil(folder('gone.zip'));

    const notes = page().locator('.failure-note').filter({ hasText: 'The file can no longer be read' });
    await page().getByRole('button', { name: 'Download batch 1' }).click();
    await notes.waitFor();
    await page().getByRole('button', { name: 'Save the batch as a ZIP …' }).click();
    await notes.nth(1).waitFor();

    expect(await filesInFolder(page())).toEqual({});
    await page().getByRole('button', { name: 'Look inside batch 1' }).click();
    await page().locator('.picture.unreadable').first().waitFor();
    await emptyFolder(page());
  });
});
