import { expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { describePage } from '../helpers/describe-page.ts';
import { chooseFile } from '../helpers/page-actions.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();
const good = buildZip(exportEntries(makeExport({ images: 30 }).files));

describePage('a page with a missing part', ({ page, forgive }) => {
  test.each([
    ['before', false],
    ['after', true],
  ])('says that its worker could not be loaded, when a file is chosen %s the failure', async (_, isKnown) => {
    await writeFile(folder('good.zip'), good);
    const asked = page().waitForRequest(/archive-worker/);
    let refuse = (): void => undefined;
    const mayFail = new Promise<void>((resolve) => (refuse = resolve));
    await page().route('**/archive-worker*', async (route) => {
      await mayFail;
      await route.abort();
    });
    await page().reload();
    await asked;
    const failed = page().waitForEvent('requestfailed');
    if (isKnown) {
      refuse();
      await failed;
    }
    await chooseFile(page(), folder('good.zip'));
    refuse();

    await page().getByText('A part of the page could not be loaded').waitFor();
    expect(await page().locator('.refusal').innerText()).toContain('WORKER_MISSING');
    forgive();
  });

  test('says that a double click does not open it, and only then', async () => {
    expect(await page().locator('.not-started').count()).toBe(0);

    await page().goto(new URL('../../../cli/dist/page/index.html', import.meta.url).href);

    await page().getByText('It cannot be opened with a double click').waitFor();
    forgive();
  });
});
