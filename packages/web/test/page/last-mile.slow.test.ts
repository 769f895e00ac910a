import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { exportOf } from '../../../core/test/helpers/zip-of.ts';
import { describePage } from '../helpers/describe-page.ts';
import {
  answerFolderDialog,
  chooseFile,
  digestInFolder,
  download,
  dropFile,
  emptyFolder,
  filesInFolder,
  openArchive,
} from '../helpers/page-actions.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();
const images = ['a.jpg', 'b.jpg', 'c.jpg'];
const header = 'subjectId,imageName,references\n';
const faulty = `${header}1,a.jpg,https://e.org/1.jpg\n2,b.jpg,"\\", x"\n3,c.jpg,photo.jpg\n`;

beforeAll(async () => {
  await writeFile(folder('export.zip'), exportOf(faulty, images));
  await writeFile(folder('wrong.zip'), exportOf(`${header}1,../a.jpg,\n`, images));
  await writeFile(folder('fixed.csv'), `${header}2,b.jpg,\n1,a.jpg,\n`);
});

describePage('from an export to Zooniverse', ({ page }) => {
  test('saves the same folders as the command, and asks before it replaces any', async () => {
    const out = folder('folders');
    await runCommand('split', folder('export.zip'), '--batch-size', '2', '--as', 'folders', '--out', out);
    await openArchive(page(), folder('export.zip'));
    await answerFolderDialog(page());
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('2');

    await page().getByRole('button', { name: 'Save all 2 batches as folders …' }).click();
    await page().getByText('2 batches saved as folders.').waitFor();

    for (const batch of ['export-part1', 'export-part2']) {
      const names = await readdir(folder('folders', batch));
      expect(Object.keys(await filesInFolder(page(), batch)).toSorted()).toEqual(names.toSorted());
      for (const name of names) {
        const expected = await readFile(folder('folders', batch, name));
        expect(await digestInFolder(page(), name, batch)).toBe(
          createHash('sha256').update(expected).digest('hex'),
        );
      }
    }
    expect(await page().locator('.next').innerText()).toContain('open the folder export-part1');
    await page().getByRole('button', { name: 'Save all 2 batches as folders …' }).click();
    await page().getByRole('alertdialog').getByText('That deletes everything inside.').waitFor();
    await page().getByRole('button', { name: 'Replace' }).click();
    await page().getByText('2 batches saved as folders.').waitFor();
    await emptyFolder(page());
  });

  test('uses a manifest dropped after the export or with it, and its own again when asked', async () => {
    await openArchive(page(), folder('export.zip'));

    await dropFile(page(), folder('fixed.csv'));
    await page().getByText('With the manifest fixed.csv instead of its own.').waitFor();
    const { bytes } = await download(page(), 'Download batch 1');
    await page().getByRole('button', { name: 'Use its own' }).click();
    await page().getByText('With the manifest').waitFor({ state: 'detached' });
    await dropFile(page(), folder('fixed.csv'), folder('export.zip'));
    await page().getByText('With the manifest fixed.csv instead of its own.').waitFor();

    await runCommand(
      ...['split', folder('export.zip'), '--manifest', folder('fixed.csv'), '--out', folder('own')],
    );
    expect(bytes.equals(await readFile(folder('own', 'export-part1.zip')))).toBe(true);
  });

  test('takes a corrected manifest for an export that was refused for its own', async () => {
    await chooseFile(page(), folder('wrong.zip'));
    await page().locator('.refusal').waitFor();

    const [dialog] = await Promise.all([
      page().waitForEvent('filechooser'),
      page().getByRole('button', { name: 'Choose a corrected manifest' }).click(),
    ]);
    await dialog.setFiles(folder('fixed.csv'));
    await page().locator('.own-manifest').waitFor();

    expect(await page().locator('.own-manifest').innerText()).toContain('fixed.csv');
  });

  test('refuses a manifest without its export', async () => {
    await dropFile(page(), folder('fixed.csv'));

    await page().locator('.refusal').waitFor();
    expect(await page().locator('.refusal h2').innerText()).toBe('This is a manifest without its export');
  });

  test('says that a spreadsheet is not a manifest, and keeps the export', async () => {
    await writeFile(folder('fixed.xlsx'), 'PK');
    await openArchive(page(), folder('export.zip'));

    await dropFile(page(), folder('fixed.xlsx'));

    await page().getByText('This is a spreadsheet').waitFor();
    expect(await page().locator('.failure-note').innerText()).toContain('fixed.xlsx is not a CSV');
    expect(await page().getByRole('heading', { name: 'Batches', exact: true }).count()).toBe(1);
  });

  test('mends when asked, shows each change before and after, and undoes it when asked', async () => {
    await openArchive(page(), folder('export.zip'));
    const mend = page().getByRole('switch', { name: 'Mend links and quotes' });

    await mend.check();
    await page().getByText('1 cell mended: links').waitFor();
    const changes = await page().locator('.change').allInnerTexts();
    const { bytes } = await download(page(), 'Download batch 1');
    const left = await page().locator('.finding.warning').allInnerTexts();
    await mend.uncheck();
    await page().getByText('1 row with a quote after a backslash').waitFor();

    expect(changes.map((change) => change.split('\n').map((line) => line.trim()))).toEqual([
      ['https://e.org/1.jpg', 'https://e.org/1%2Ejpg'],
      ['\\", x', '\\"", x'],
    ]);
    expect(left).toEqual([expect.stringContaining('1 cell that Zooniverse takes for a file name')]);
    await runCommand('split', folder('export.zip'), '--mend', '--out', folder('mended'));
    expect(bytes.equals(await readFile(folder('mended', 'export-part1.zip')))).toBe(true);
    expect(await page().locator('.change').count()).toBe(0);
  });

  test('says the next step, with commands for each batch to copy', async () => {
    await page().context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openArchive(page(), folder('export.zip'));
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('2');
    await page().getByText('2 batches,').waitFor();

    expect(await page().locator('.next').innerText()).toContain('open the folder export-part1');
    await download(page(), 'Download batch 2');
    await page().getByText('unpack export-part1.zip').waitFor();
    await page().getByRole('button', { name: 'Copy the commands for export-part2.zip' }).click();

    await page().getByText('Copied').waitFor();
    expect(await page().evaluate(() => navigator.clipboard.readText())).toBe(
      [
        'unzip -q export-part2.zip -d export-part2',
        'panoptes subject-set create PROJECT export-part2',
        'panoptes subject-set upload-subjects -f 2 SET export-part2/manifest.csv',
      ].join('\n'),
    );
  });
});
