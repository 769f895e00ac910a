import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { describePage } from '../helpers/describe-page.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useFolder } from '../helpers/use-folder.ts';

const folder = useFolder();
const core = fileURLToPath(new URL('../../../core/', import.meta.url));
const example = /^```html runnable\n([^]*?)^```$/m.exec(readFileSync(`${core}README.md`, 'utf8'))?.[1];
const vite = fileURLToPath(
  new URL('bin/vite.js', `file://${createRequire(import.meta.url).resolve('vite/package.json')}`),
);
const ORIGIN = 'http://another-page.test/';

beforeAll(async () => {
  await runCommand('sample', folder('export.zip'), '--images', '2100', '--size', '5000');
  await runCommand('split', folder('export.zip'), '--out', folder('split'));
  await mkdir(folder('node_modules', '@biospex'), { recursive: true });
  await symlink(core, folder('node_modules', '@biospex', 'batch-core'));
  await writeFile(folder('index.html'), example ?? '');
  await writeFile(
    folder('vite.config.mjs'),
    "export default { resolve: { conditions: ['biospex-source', 'module', 'browser', 'import', 'default'] } };",
  );
  // Vite's native parts do not run inside Jest.
  await promisify(execFile)(process.execPath, [vite, 'build', folder()], { cwd: folder() });
});

describePage("the example of the core's README, as a page of its own", ({ page }) => {
  test('splits an export as the command does, in about twenty lines', async () => {
    await page().route(`${ORIGIN}**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      return route.fulfill({ path: folder('dist', path === '/' ? 'index.html' : path) });
    });
    await page().goto(ORIGIN);

    await page().locator('input').setInputFiles(folder('export.zip'));
    await page().getByRole('link').nth(1).waitFor();

    expect(example?.split('\n').length).toBeLessThan(26);
    const items = await page().getByRole('listitem').allInnerTexts();
    expect(items).toEqual([
      expect.stringContaining('that Zooniverse takes for a file name. Mend links'),
      'export-part1.zip',
      'export-part2.zip',
    ]);
    for (const name of items.slice(1)) {
      const [downloaded] = await Promise.all([
        page().waitForEvent('download'),
        page().getByRole('link', { name }).click(),
      ]);
      const bytes = await readFile(await downloaded.path());
      expect(bytes.equals(await readFile(folder('split', name)))).toBe(true);
    }
  });
});
