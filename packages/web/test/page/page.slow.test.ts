import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
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
const archive = (): string => folder('export.zip');

beforeAll(async () => {
  await runCommand('sample', archive(), '--images', '120', '--size', '20000');
});

describePage('the page with an export', ({ page, requests, logged, forgive, url }) => {
  test('reads a dropped one, and shows its size, rows and images', async () => {
    await dropFile(page(), archive());

    await page().getByRole('heading', { name: 'export.zip' }).waitFor();
    const figures = await page().locator('.figures').innerText();
    expect(figures.replaceAll('\n', ' ')).toMatch(/^Size 2\.4\d MB Rows 120 Images 120 Columns 18$/);
    expect(await page().locator('.batch-list tbody tr').count()).toBe(1);
  });

  test('shows the findings, and lists all of them in a CSV', async () => {
    await openArchive(page(), archive());

    const card = page().locator('.finding.warning').first();
    const { name, bytes } = await download(page(), 'Download as CSV');

    expect(await card.innerText()).toContain('Zooniverse takes for a file name');
    expect(await card.innerText()).toContain('references');
    expect(name).toBe('export-report.csv');
    expect(bytes.toString('utf8')).toMatch(/^\ufeffseverity,finding,row,/);
    expect(bytes.toString('utf8')).toContain('phantom-file-name');
  });

  test('says so if it finds nothing', async () => {
    const clean = makeExport({
      images: 3,
      cell: (value, _, column) => (column === 'references' ? '' : value),
    });
    await writeFile(folder('clean.zip'), buildZip(exportEntries(clean.files)));

    await openArchive(page(), folder('clean.zip'));

    expect(await page().locator('.report').innerText()).toContain(
      'nothing that Zooniverse is known to refuse',
    );
  });

  test('sizes the batches by the slider and by the field', async () => {
    await openArchive(page(), archive());
    const slider = page().getByRole('slider', { name: 'Rows in a batch' });
    const rows = page().locator('.batch-list tbody tr');

    await slider.fill('100');
    await page().getByText('2 batches,').waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/^export-part1\.zip\s+100\s+100\s/),
      expect.stringMatching(/^export-part2\.zip\s+20\s+20\s/),
    ]);
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('7');
    await page().getByText('18 batches,').waitFor();
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('1,000');
    await page().getByText('1 batch,').waitFor();
    expect(await slider.inputValue()).toBe('1000');
    await slider.fill('3000');
    await page().getByText('1 batch,').waitFor();
    expect(await page().locator('#batch-size-advice').innerText()).toBe('All rows fit into one batch.');
  });

  test('keeps every typed digit while the worker is still busy with the digits before', async () => {
    await openArchive(page(), archive());
    const field = page().getByRole('textbox', { name: 'Rows in a batch, exactly' });
    await page().evaluate(() => {
      const post = Reflect.get(Worker.prototype, 'postMessage') as (message: unknown) => void;
      Worker.prototype.postMessage = function (message: unknown) {
        setTimeout(() => post.call(this, message), 150);
      };
    });

    await field.selectText();
    await page().keyboard.type('119', { delay: 100 });
    await page().getByText('2 batches,').waitFor();

    expect(await field.inputValue()).toBe('119');
  });

  test.each(['0', 'abc', '1.5', ''])(
    'says that "%s" is not a batch size, and keeps the batches',
    async (text) => {
      await openArchive(page(), archive());
      const field = page().getByRole('textbox', { name: 'Rows in a batch, exactly' });
      const advice = page().locator('#batch-size-advice');

      await field.fill(text);
      await field.blur();

      expect(await advice.innerText()).toBe(
        'Enter a whole number from 1 to 999,999,999. Until then, a batch has up to 2,000 rows.',
      );
      expect(await field.inputValue()).toBe(text);
      expect(await page().locator('.batch-list tbody tr').count()).toBe(1);
      await page().getByRole('slider').fill('100');
      expect(await field.inputValue()).toBe('100');
      expect(await advice.innerText()).toBe('Smaller batches mean more uploads.');
    },
  );

  test('downloads the same batches as the command writes, byte for byte', async () => {
    await runCommand('split', archive(), '--batch-size', '50', '--out', folder('split'));
    await openArchive(page(), archive());
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('50');
    await page().getByText('3 batches,').waitFor();

    for (const number of [1, 2, 3]) {
      const { name, bytes } = await download(page(), `Download batch ${number}`);

      expect(name).toBe(`export-part${number}.zip`);
      expect(bytes.equals(await readFile(folder('split', name)))).toBe(true);
    }
  });

  test('saves all batches to a folder, byte for byte as the command writes them, and asks before it replaces any', async () => {
    await runCommand('split', archive(), '--batch-size', '40', '--out', folder('split-40'));
    await openArchive(page(), archive());
    await answerFolderDialog(page());
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('40');

    await page().getByRole('button', { name: 'Save all 3 batches as ZIPs …' }).click();
    await page().getByText('3 batches saved.').waitFor();

    const names = await readdir(folder('split-40'));
    expect(Object.keys(await filesInFolder(page())).toSorted()).toEqual(names.toSorted());
    for (const name of names) {
      const expected = createHash('sha256')
        .update(await readFile(folder('split-40', name)))
        .digest('hex');
      expect(await digestInFolder(page(), name)).toBe(expected);
    }
    await page().getByRole('button', { name: 'Save all 3 batches as ZIPs …' }).click();
    await page().getByRole('alertdialog').waitFor();
    await page().getByRole('button', { name: 'Keep' }).click();
    await page().getByRole('button', { name: 'Save all 3 batches as ZIPs …' }).click();
    await page().getByRole('button', { name: 'Replace' }).click();
    await page().getByText('3 batches saved.').waitFor();
    await emptyFolder(page());
  });

  test('passes all batches to the downloads of a browser that cannot write folders', async () => {
    await page().evaluate(() => Object.assign(window, { showDirectoryPicker: undefined }));
    await openArchive(page(), archive());
    await page().getByRole('textbox', { name: 'Rows in a batch, exactly' }).fill('60');
    const names: string[] = [];
    page().on('download', (downloaded) => names.push(downloaded.suggestedFilename()));

    await page().getByRole('button', { name: 'Download all 2 batches' }).click();
    await page().locator('.saved').getByText('2 batches passed to the browser’s downloads.').waitFor();

    expect(names).toEqual(['export-part1.zip', 'export-part2.zip']);
  });

  test('draws the visible images of a batch, and shows the row of the chosen one', async () => {
    await openArchive(page(), archive());
    await page().getByRole('button', { name: 'Look inside batch 1' }).click();
    const tiles = page().getByRole('listbox', { name: 'Images of batch 1' });
    await page().locator('.tile .picture.drawn').first().waitFor();

    const shown = await tiles.getByRole('option').count();
    await tiles.focus();
    await page().keyboard.press('End');
    await page().locator('#tile-119 .picture.drawn').waitFor();

    expect(shown).toBeLessThan(60);
    expect(await page().locator('#tile-0').count()).toBe(0);
    expect(await tiles.getAttribute('aria-activedescendant')).toBe('tile-119');
    const details = await page().getByRole('region', { name: 'The chosen row' }).innerText();
    expect(details).toContain('Row 120 20.0 KB');
    expect(details).toContain('scientificName');
    await page().keyboard.press('Home');
    await page().getByText('Row 1 20.0 KB').waitFor();
  });

  test('requests only its own files from the network', async () => {
    await openArchive(page(), archive());
    await page().getByRole('button', { name: 'Look inside batch 1' }).click();
    await page().locator('.tile .picture.drawn').first().waitFor();
    await download(page(), 'Download batch 1');

    const asked = requests().filter((request) => !request.startsWith('blob:'));
    expect(asked.filter((request) => !request.startsWith(url()))).toEqual([]);
    expect(asked.length).toBeLessThan(8);
  });

  test('cannot send anything: its policy forbids it', async () => {
    const outcome = await page().evaluate(() => fetch('./').then(String, String));

    expect(outcome).toMatch(/Failed to fetch/);
    expect(logged().join(' ')).toContain(`"connect-src 'none'"`);
    forgive();
  });

  test('reads the same file again, and closes it', async () => {
    await openArchive(page(), archive());

    await chooseFile(page(), archive());
    await page().getByRole('heading', { name: 'Batches', exact: true }).waitFor();
    await page().getByRole('button', { name: 'Close' }).click();

    await page().getByText('Drop the export’s .zip here').waitFor();
    expect(await page().locator('.overview').count()).toBe(0);
  });
});
