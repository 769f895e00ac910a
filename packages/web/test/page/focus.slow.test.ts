import { beforeAll, expect, test } from '@jest/globals';
import { describePage } from '../helpers/describe-page.ts';
import { answerFolderDialog, chooseFile, emptyFolder, openArchive } from '../helpers/page-actions.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();

beforeAll(async () => {
  await runCommand('sample', folder('export.zip'), '--images', '120', '--size', '5000');
});

describePage('the keyboard focus', ({ page }) => {
  const focused = (): Promise<string | null | undefined> =>
    page().evaluate(() => {
      const { activeElement: element } = document;
      return element === document.body
        ? 'nothing'
        : (element?.getAttribute('aria-label') ?? element?.textContent);
    });
  const press = async (name: string): Promise<void> => {
    await page().getByRole('button', { name, exact: true }).last().focus();
    await page().keyboard.press('Enter');
  };

  test('is on the file name while it is read, and on the first heading after a cancel', async () => {
    await page().evaluate(() => {
      // The worker is never told to begin.
      Worker.prototype.postMessage = () => undefined;
    });
    await chooseFile(page(), folder('export.zip'));
    await page().getByRole('progressbar').waitFor();
    expect(await focused()).toBe('export.zip');

    await press('Cancel');

    await page().getByText('Drop the export’s .zip here').waitFor();
    expect(await focused()).toMatch(/^Split an export into batches/);
  });

  test('returns to the button that opened a batch', async () => {
    await openArchive(page(), folder('export.zip'));
    await press('Look inside batch 1');
    await page().getByRole('listbox').waitFor();

    await press('Close');

    await page().getByRole('listbox').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Look inside batch 1');
  });

  test('follows a save to the next possible step', async () => {
    const save = 'Save the batch as a ZIP …';
    await openArchive(page(), folder('export.zip'));
    await answerFolderDialog(page());

    await press(save);
    await page().getByText('1 batch saved.').waitFor();
    expect(await focused()).toBe(save);
    await press(save);
    await page().getByRole('alertdialog').waitFor();
    expect(await focused()).toBe('Keep');
    await page().keyboard.press('Enter');
    await page().getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe(save);
    await emptyFolder(page());
  });
});
