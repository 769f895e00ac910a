import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { exportOf } from '../../../core/test/helpers/zip-of.ts';
import { firefoxPath, mustHaveBrowser } from '../helpers/find-browser.ts';
import { runCommand, startCommand, type RunningCommand } from '../helpers/run-command.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();

/** Where Firefox saves downloads without asking. */
const downloads = (): Record<string, unknown> => ({
  'browser.download.folderList': 2,
  'browser.download.dir': folder('downloads'),
  'browser.download.alwaysOpenPanel': false,
});

if (firefoxPath === undefined && !mustHaveBrowser) {
  test.todo('the page in Firefox: install one with apt-get install firefox-esr');
} else {
  describe('the page in Firefox', () => {
    let browser: Browser;
    let server: RunningCommand;
    let url = '';
    let page: Page;

    beforeAll(async () => {
      if (firefoxPath === undefined) throw new Error('no Firefox: apt-get install firefox-esr');
      await runCommand('sample', folder('export.zip'), '--images', '120', '--size', '20000');
      await writeFile(folder('expedition.zip'), exportOf('imageName\na.jpg\ngone.jpg\n', ['a.jpg']));
      await writeFile(folder('corrected.csv'), 'imageName\na.jpg\n');
      server = startCommand(['page', '--port', '0']);
      url = await server.says(/The page: (\S+)/);
      browser = await launch({
        browser: 'firefox',
        executablePath: firefoxPath,
        headless: true,
        extraPrefsFirefox: downloads(),
      });
    });
    afterAll(async () => {
      await browser.close();
      await server.stop();
    });
    beforeEach(async () => {
      page = await browser.newPage();
      await page.goto(url);
    });

    test('reads a dropped export, and reports its findings', async () => {
      await dropFile(folder('export.zip'));

      await waitFor('::-p-text(cell that Zooniverse takes for a file name)');
      expect(await textOf('.figures')).toMatch(/Rows\s+120\s+Images\s+120/);
    });

    test('downloads the same batch as the command writes, byte for byte', async () => {
      await runCommand('split', folder('export.zip'), '--out', folder('split'));
      await chooseFile(folder('export.zip'));

      await (await waitFor('::-p-aria([name="Download batch 1"])')).click();

      const expected = await readFile(folder('split', 'export-part1.zip'));
      const saved = await untilSaved(folder('downloads', 'export-part1.zip'), expected.length);
      expect(saved.equals(expected)).toBe(true);
    });

    test('offers downloads, since Firefox gives a page no folder', async () => {
      await chooseFile(folder('export.zip'));

      await waitFor('::-p-aria([name="Download the batch"])');
      expect(await textOf('.saving')).not.toContain('folder');
    });

    test('mends, and shows each change before and after', async () => {
      await chooseFile(folder('export.zip'));

      await (await waitFor('[role=switch]')).click();

      await waitFor('.change');
      expect(await textOf('.change')).toMatch(/^https:\/\/\S+\.jpg\s+https:\/\/\S+%2Ejpg$/);
    });

    test('refuses an export with a reason, then takes a corrected manifest', async () => {
      await chooseFile(folder('expedition.zip'));

      await waitFor('.refusal');
      expect(await textOf('.refusal h2')).toBe('Images are missing from the archive');
      expect(await textOf('.exactly')).toContain('2 (line 3) gone.jpg');
      await dropFile(folder('corrected.csv'));
      await waitFor('.own-manifest');
    });

    async function waitFor(selector: string): Promise<ElementHandle> {
      return (await page.waitForSelector(selector, { timeout: 60_000 }))!;
    }

    function textOf(selector: string): Promise<string> {
      return page.$eval(selector, (element) => (element as HTMLElement).innerText.trim());
    }

    async function chooseFile(path: string): Promise<void> {
      await (await page.waitForSelector('input[type=file]'))!.uploadFile(path);
    }

    /** Drops a file from outside. WebDriver cannot, so an input of the test takes the file first. */
    async function dropFile(path: string): Promise<void> {
      const field = await page.evaluateHandle(() => {
        const input = document.createElement('input');
        input.type = 'file';
        return document.body.appendChild(input);
      });
      await field.uploadFile(path);
      await field.evaluate((input) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(input.files![0]!);
        input.remove();
        const options = { dataTransfer, bubbles: true, cancelable: true };
        for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, options));
      });
    }
  });
}

/** Waits until a downloaded file is complete. */
async function untilSaved(path: string, size: number): Promise<Buffer> {
  for (;;) {
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.length >= size) return bytes;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
