import { writeFile } from 'node:fs/promises';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Dialog } from 'playwright-core';
import { exportOf } from '../../../core/test/helpers/zip-of.ts';
import { describePage } from '../helpers/describe-page.ts';
import { chooseFile, openArchive } from '../helpers/page-actions.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();
const names = Array.from({ length: 40 }, (_, i) => `${i}.jpg`);

beforeAll(async () => {
  await writeFile(folder('many.zip'), exportOf(`imageName\n${names.join('\n')}\n`, names));
  await writeFile(folder('other.zip'), exportOf('imageName\na.jpg\n', ['a.jpg']));
});

describePage('a running save', ({ page }) => {
  let asked: string[] = [];
  const answer = (isYes: boolean): void =>
    void page().once('dialog', async (dialog: Dialog) => {
      asked.push(dialog.type());
      await (isYes ? dialog.accept() : dialog.dismiss());
    });

  beforeEach(async () => {
    asked = [];
    // The pauses between downloads make this save long enough.
    await page().evaluate(() => Object.assign(window, { showDirectoryPicker: undefined }));
    await openArchive(page(), folder('many.zip'));
    await page().getByRole('textbox').fill('1');
    await page().getByRole('button', { name: 'Download all 40 batches' }).click();
    await page().getByText('of 40 batches passed to').waitFor();
  });

  test('goes on when another archive is opened, unless the user agrees to stop it', async () => {
    answer(false);
    await chooseFile(page(), folder('other.zip'));
    await page().getByText('2 of 40 batches passed to').waitFor();
    answer(true);
    await chooseFile(page(), folder('other.zip'));

    await page().getByRole('heading', { name: 'other.zip' }).waitFor();
    expect(asked).toEqual(['confirm', 'confirm']);
  });

  test('makes the browser ask before the page is closed, but only until it ends', async () => {
    answer(false);
    await page().evaluate(() => location.reload());
    await page().getByText('2 of 40 batches passed to').waitFor();

    await page().getByRole('button', { name: 'Cancel' }).click();
    await page()
      .getByText(/^Cancelled\. \d of 40 batches passed to the browser’s downloads\.$/)
      .waitFor();
    await chooseFile(page(), folder('other.zip'));

    await page().getByRole('heading', { name: 'other.zip' }).waitFor();
    expect(asked).toEqual(['beforeunload']);
  });
});
