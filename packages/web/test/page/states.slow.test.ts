import { writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { exportOf, zipOf } from '../../../core/test/helpers/zip-of.ts';
import { accessibilityFaults } from '../helpers/check-accessibility.ts';
import { describePage } from '../helpers/describe-page.ts';
import {
  answerFolderDialog,
  chooseFile,
  dropText,
  emptyFolder,
  openArchive,
} from '../helpers/page-actions.ts';
import { runCommand } from '../helpers/run-command.ts';
import { takeScreenshot } from '../helpers/take-screenshot.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();

beforeAll(async () => {
  await runCommand('sample', folder('Carex of Sweden.zip'), '--images', '600', '--size', '30000');
  await writeFile(folder('troubled.zip'), troubledExport());
  await writeFile(folder('expedition.zip'), exportOf('imageName\na.jpg\ngone.jpg\nlost.jpg\n', ['a.jpg']));
});

/** Name, color scheme, width, and axe rules to check: all rules once, then those that the look can break. */
const looks = [
  ['light', 'light', 1180, []],
  ['dark', 'dark', 1180, ['color-contrast']],
  ['small', 'light', 390, ['target-size', 'scrollable-region-focusable', 'label-content-name-mismatch']],
] as const;

describePage('every state of the page', ({ page }) => {
  test.each(looks)(
    'has no accessibility fault and nothing cut off: %s',
    async (look, colorScheme, width, rules) => {
      await page().emulateMedia({ colorScheme });
      await page().setViewportSize({ width, height: 844 });
      const faults: string[] = [];
      const state = async (name: string, fullPage = false): Promise<void> => {
        faults.push(...(await accessibilityFaults(page(), rules)).map((fault) => `${name}: ${fault}`));
        await takeScreenshot(page(), `${name}-${look}`, fullPage);
        const overflow = await page().evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        if (overflow > 0) faults.push(`${name}: ${overflow} pixels too wide`);
        const cutOff = await page().evaluate(() => {
          const list = document.querySelector('.batch-list');
          return list === null ? 0 : list.scrollWidth - list.clientWidth;
        });
        if (cutOff > 0) faults.push(`${name}: ${cutOff} pixels of the batches cut off`);
      };

      await state('empty');
      await chooseFile(page(), folder('expedition.zip'));
      await page().locator('.refusal').waitFor();
      await state('refused');
      await openArchive(page(), folder('troubled.zip'));
      await state('report');
      await page().getByRole('switch').check();
      await page().getByText('24 cells mended').waitFor();
      await state('mended', true);
      await page().getByRole('button', { name: 'Look inside batch 1' }).click();
      await page().locator('.picture.none').first().waitFor();
      await state('no-preview');
      await openArchive(page(), folder('Carex of Sweden.zip'));
      await page().getByRole('slider').fill('100');
      await page().getByText('6 batches,').waitFor();
      await state('batches', true);
      await page().getByRole('button', { name: 'Look inside batch 2' }).click();
      await page().locator('#tile-5 .picture.drawn').waitFor();
      await page().locator('.row-details .picture.drawn').waitFor();
      await state('inside');
      await answerFolderDialog(page());
      await page().getByRole('button', { name: 'Save all 6 batches as ZIPs …' }).click();
      await page().getByText('6 batches saved.').waitFor();
      await state('saved');
      await page().getByRole('button', { name: 'Save all 6 batches as ZIPs …' }).click();
      await page().getByRole('alertdialog').waitFor();
      await state('asking');
      await emptyFolder(page());

      expect(faults).toEqual([]);
    },
  );

  test('shows progress while it reads, with a cancel button', async () => {
    await page().evaluate(() => {
      // The worker gets no message, so it never begins.
      Worker.prototype.postMessage = () => undefined;
    });
    await chooseFile(page(), folder('troubled.zip'));
    await page().getByRole('progressbar', { name: 'How much is read' }).waitFor();

    expect(await accessibilityFaults(page())).toEqual([]);
    await takeScreenshot(page(), 'reading-light');
    await page().getByRole('button', { name: 'Cancel' }).click();

    await page().getByText('Drop the export’s .zip here').waitFor();
  });

  test('prints the report without buttons and notes', async () => {
    await openArchive(page(), folder('troubled.zip'));
    await dropText(page(), 'not an export');
    await page().locator('.failure-note').waitFor();
    await page().emulateMedia({ media: 'print' });

    expect(await page().locator('.failure-note').isVisible()).toBe(false);
    expect(await page().getByRole('heading', { name: 'Before you upload' }).isVisible()).toBe(true);
    expect(await page().locator('.finding').last().isVisible()).toBe(true);
    expect(await page().locator('button:visible').count()).toBe(0);
    await takeScreenshot(page(), 'print', true);
  });

  test('prints the number of batches, not a list that is cut off', async () => {
    await openArchive(page(), folder('Carex of Sweden.zip'));
    await page().getByRole('textbox').fill('1');
    await page().getByText('600 batches,').waitFor();
    await page().emulateMedia({ media: 'print' });

    expect(await page().locator('.batch-list').isVisible()).toBe(false);
    expect(await page().locator('.batches .lede').innerText()).toMatch(/^600 batches, up to 1 row each, /);
  });

  test('isolates names written from right to left from the text around them', async () => {
    const names = ['\u202egpj.1.jpg', 'صورة.jpg', 'Ü.jpg'];
    await writeFile(folder('right to left.zip'), exportOf(`imageName\n${names.join('\n')}\n`, names));

    await openArchive(page(), folder('right to left.zip'));

    expect(await page().locator('.places bdi').allInnerTexts()).toEqual(names);
  });

  test('works with the keyboard alone, from the first key to the row of an image', async () => {
    await page().keyboard.press('Tab');
    expect(await page().evaluate(() => document.activeElement?.textContent)).toBe('Choose a file');
    await openArchive(page(), folder('Carex of Sweden.zip'));
    expect(await page().evaluate(() => document.activeElement?.textContent)).toBe('Carex of Sweden.zip');

    await tabTo('Look inside batch 1');
    await page().keyboard.press('Enter');
    await page().getByRole('listbox').waitFor();
    await tabTo('Images of batch 1');
    await page().keyboard.press('ArrowRight');

    await page().getByText('Row 2 30.0 KB').waitFor();
  });

  async function tabTo(label: string): Promise<void> {
    const labelled = (): Promise<string | null | undefined> =>
      page().evaluate(() => document.activeElement?.getAttribute('aria-label'));
    for (let keys = 0; (await labelled()) !== label; keys++) {
      if (keys > 40) throw new Error(`${label} is not reached with the Tab key`);
      await page().keyboard.press('Tab');
    }
  }
});

/** An export with almost every kind of finding. */
function troubledExport(): Buffer<ArrayBuffer> {
  const names = Array.from(
    { length: 24 },
    (_, i) => `5f0c7c8e1d2b3a4f5e6d7${String(i).padStart(3, '0')}.jpg`,
  );
  const rows = [
    ...names.map((name, i) => `${name},Quercus alba,https://example.org/media/${i}.jpg`),
    'oversized.jpg,Quercus alba,',
    'empty.jpg,Quercus rubra,',
    'scan.tif,Quercus rubra,',
    'Häggsjö.jpg,Carex flava,',
    'SHEET.jpg,Carex flava,\r',
    'alike.jpg,Carex flava,',
    'Alike.jpg,Carex nigra,',
    `${names[0] ?? ''},Carex nigra,`,
    '',
    `${names[1] ?? ''},Caf\xe9,`,
  ];
  return zipOf({
    ...Object.fromEntries(
      [...names, 'scan.tif', 'Häggsjö.jpg', 'sheet.jpg', 'alike.jpg', 'Alike.jpg', 'label.jpg'].map(
        (name) => [name, 'x'],
      ),
    ),
    'oversized.jpg': Buffer.alloc(1_024_000),
    'empty.jpg': '',
    'manifest.csv': Buffer.concat(
      ['imageName,scientificName,references', ...rows].map((row) =>
        row.includes('\xe9') ? Buffer.from(`${row}\n`, 'latin1') : Buffer.from(`${row}\n`),
      ),
    ),
  });
}
