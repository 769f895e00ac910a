import { writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { exportOf } from '../../../core/test/helpers/zip-of.ts';
import { describePage } from '../helpers/describe-page.ts';
import { dropFile, dropText, openArchive } from '../helpers/page-actions.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();

beforeAll(async () => {
  for (const name of ['one.zip', 'two.zip'])
    await writeFile(folder(name), exportOf('imageName\na.jpg\n', ['a.jpg']));
});

describePage('a drop onto the page', ({ page }) => {
  test('is refused if it has several archives', async () => {
    await dropFile(page(), folder('one.zip'), folder('two.zip'));

    await page().getByText('Too many files at once').waitFor();
    expect(await page().locator('.overview').count()).toBe(0);
  });

  test.each([
    ['a text', () => dropText(page(), 'a text'), 'NOT_A_FILE'],
    ['a folder', () => dropFile(page(), folder()), 'NOT_A_FILE'],
    ['several files', () => dropFile(page(), folder('two.zip'), folder('one.zip')), 'SEVERAL_FILES'],
  ])('keeps the open archive if it is %s', async (_, drop, code) => {
    await openArchive(page(), folder('one.zip'));

    await drop();

    await page().locator('.failure-note').getByText(code).waitFor();
    expect(await page().locator('.overview h2').innerText()).toBe('one.zip');
    await dropFile(page(), folder('two.zip'));
    await page().getByRole('heading', { name: 'two.zip' }).waitFor();
    expect(await page().locator('.failure-note').count()).toBe(0);
  });
});
