import { stat } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describePage } from '../helpers/describe-page.ts';
import {
  answerFolderDialog,
  download,
  dropFile,
  emptyFolder,
  filesInFolder,
} from '../helpers/page-actions.ts';
import { takeScreenshot } from '../helpers/take-screenshot.ts';
import { useFolder } from '../helpers/use-folder.ts';
import { writeSparseExport } from '../helpers/write-sparse-export.ts';

const MAX_HEAP_BYTES = 300e6;
const folder = useFolder();

beforeAll(() => writeSparseExport(folder('large.zip'), 20_000, 60_000));

describePage('the page with 20,000 images and more than a gigabyte', ({ page }) => {
  test('downloads a batch, and stays small in memory', async () => {
    expect((await stat(folder('large.zip'))).size).toBeGreaterThan(1.2e9);
    await dropFile(page(), folder('large.zip'));
    await page().getByText('10 batches,').waitFor();

    const { bytes } = await download(page(), 'Download batch 1');
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('1');
    await page().getByText('20,000 batches,').waitFor();
    const rowsInDocument = await page().locator('.batch-list tbody tr').count();
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('20000');
    await page().getByText('1 batch,').waitFor();
    await page().getByRole('button', { name: 'Look inside batch 1' }).click();
    await page().getByRole('listbox').focus();
    await page().keyboard.press('End');
    await page().getByText('Row 20,000 60.0 KB').waitFor();
    const tilesInDocument = await page().getByRole('option').count();

    expect(bytes.length).toBeGreaterThan(2000 * 60_000);
    expect(rowsInDocument).toBeLessThan(40);
    expect(tilesInDocument).toBeLessThan(80);
    expect(await heapBytes(page())).toBeLessThan(MAX_HEAP_BYTES);
  });

  test('goes on saving when the slider moves, and leaves only whole batches after a cancel', async () => {
    await dropFile(page(), folder('large.zip'));
    await page().getByText('10 batches,').waitFor();
    await answerFolderDialog(page());

    await page().getByRole('button', { name: 'Save all 10 batches as ZIPs …' }).click();
    await page()
      .getByText(/MB of 1\.2\d GB/)
      .waitFor();
    await takeScreenshot(page(), 'saving-light');
    await page().getByRole('slider').fill('500');
    await page().getByText('40 batches,').waitFor();
    await page()
      .getByText(/of 10 batches saved/)
      .waitFor();
    await page().getByRole('button', { name: 'Cancel' }).click();
    await page().getByText('Cancelled.').waitFor();

    const told = /Cancelled\. (\d+) of 10/.exec(await page().locator('.cancelled').innerText())?.[1];
    const files = await filesInFolder(page());
    expect(Object.keys(files)).toHaveLength(Number(told));
    expect(Object.values(files).every((size) => size > 2000 * 60_000)).toBe(true);
    await emptyFolder(page());
  });

  test('stops reading after a cancel', async () => {
    await page().evaluate(() => {
      const clickCancel = (): void =>
        [...document.querySelectorAll('button')].find((button) => button.textContent === 'Cancel')?.click();
      new MutationObserver(clickCancel).observe(document.body, { childList: true, subtree: true });
    });

    await dropFile(page(), folder('large.zip'));

    await page().getByText('Drop the export’s .zip here').waitFor();
    expect(await page().locator('.overview').count()).toBe(0);
  });
});

/** The JavaScript memory of the page and its worker, as the browser measures it. */
async function heapBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory: () => Promise<{ bytes: number }>;
    };
    return (await measure.measureUserAgentSpecificMemory()).bytes;
  });
}
