import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { unpackZip } from '../../../core/test/helpers/unpack-zip.ts';
import { describePage } from '../helpers/describe-page.ts';
import {
  answerFolderDialog,
  chooseFile,
  dropFile,
  emptyFolder,
  filesInFolder,
  readInFolder,
} from '../helpers/page-actions.ts';
import { runCommand } from '../helpers/run-command.ts';
import { takeScreenshot } from '../helpers/take-screenshot.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();
/** The project builder's own expression for file names. */
const zooniverse = /([^/\\:,]+(?:\.jpg|\.jpeg|\.png|\.gif|\.svg|\.mp3|\.mp4|\.m4a|\.mpeg|\.txt|\.json))/gi;

beforeAll(async () => {
  const archive = folder('Carex of Sweden.zip');
  await runCommand('sample', archive, '--images', '24', '--size', '40000');
  const files = await unpackZip(await readFile(archive));
  const [header = '', ...rows] = files.get('manifest.csv')!.toString().trimEnd().split('\n');
  const [names, columns] = [header.split(','), Papa.parse<string[]>(rows.join('\n')).data];
  const at = (name: string): number => names.indexOf(name);
  columns.forEach((cells, i) => (cells[at('references')] = `https://example.org/media/${i}.jpg`));
  const [first, second, third] = columns;
  third![at('county')] = 'see label-3.jpg';
  // The correction in a spreadsheet: plain counties, and the image of the second row.
  const corrected = columns.map((cells) => cells.with(at('county'), 'Härjedalen'));
  second![at('imageName')] = '';
  const write = (table: string[][]): string => `${header}\n${Papa.unparse(table, { newline: '\n' })}\n`;
  const phpRow = Papa.unparse([first!.with(at('county'), '@')]).replace('@', '"called \\"north\\", once"');
  const manifest = `${header}\n${phpRow}\n${write(columns.slice(1)).slice(header.length + 1)}`;
  await writeFile(folder('corrected.csv'), write(corrected));
  await writeFile(
    archive,
    buildZip([...files].map(([name, data]) => ({ name, data: name === 'manifest.csv' ? manifest : data }))),
  );
});

describePage('the walk of the docs', ({ page }) => {
  test('goes from an export full of faults to folders that Zooniverse accepts', async () => {
    await chooseFile(page(), folder('Carex of Sweden.zip'));
    await page().locator('.refusal').waitFor();
    await takeScreenshot(page(), 'walk-1-refused');

    await page().getByRole('button', { name: 'Leave these rows out' }).click();
    await page().locator('.report').waitFor();
    await takeScreenshot(page(), 'walk-2-report');

    await page().getByRole('switch').check();
    await page().locator('.change').first().waitFor();
    expect(await page().locator('.finding.warning h3').allInnerTexts()).toEqual([
      expect.stringMatching(/^1 row left out/),
      expect.stringMatching(/^1 cell that Zooniverse takes for a file name/),
    ]);
    await page().locator('.finding.info').first().scrollIntoViewIfNeeded();
    await page()
      .locator('.notes-head')
      .evaluate((heading) => heading.scrollIntoView());
    await takeScreenshot(page(), 'walk-3-mended');

    await dropFile(page(), folder('corrected.csv'));
    await page().locator('.own-manifest').waitFor();
    expect(await page().locator('.finding.warning').count()).toBe(0);
    await takeScreenshot(page(), 'walk-4-corrected');

    await answerFolderDialog(page());
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('12');
    await page().getByRole('button', { name: 'Save all 2 batches as folders …' }).click();
    await page().getByText('2 batches saved as folders.').waitFor();
    await page()
      .locator('#batches')
      .evaluate((heading) => heading.scrollIntoView());
    await takeScreenshot(page(), 'walk-5-saved');
    await page()
      .locator('#next')
      .evaluate((heading) => heading.scrollIntoView());
    await takeScreenshot(page(), 'walk-6-next');

    for (const name of ['Carex of Sweden-part1', 'Carex of Sweden-part2']) {
      const files = Object.keys(await filesInFolder(page(), name));
      const manifest = await readInFolder(page(), 'manifest.csv', name);
      const { data, errors } = Papa.parse<Record<string, string>>(manifest.trim(), { header: true });
      expect(errors).toEqual([]);
      expect(data).toHaveLength(12);
      const wanted = data.map((row) => Object.values(row).flatMap((value) => value.match(zooniverse) ?? []));
      expect(wanted.map((found) => found.length)).toEqual(data.map(() => 1));
      expect(wanted.flat().filter((file) => !files.includes(file))).toEqual([]);
    }
    await emptyFolder(page());
  });
});
