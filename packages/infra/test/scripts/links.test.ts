import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

const root = new URL('../../../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

/** The anchors that GitHub gives to the headings of a text. */
async function anchorsOf(path: string): Promise<string[]> {
  const headings = [...(await read(path)).matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('every heading that a script names exists', async () => {
  const operators = (await readdir(new URL('scripts/ops', root))).map((name) => `scripts/ops/${name}`);
  const texts = await Promise.all(['deploy.sh', ...operators].map(read));
  const links = texts.flatMap((text) => [...text.matchAll(/(docs\/\w+\.md)#([\w-]+)/g)]);

  expect(links.length).toBeGreaterThan(5);
  for (const [, path, anchor] of links) expect(await anchorsOf(path!)).toContain(anchor);
});

test.each(['docs/deploying.md', 'docs/runbook.md'])('every heading that %s links to exists', async (path) => {
  const links = [...(await read(path)).matchAll(/\]\((?!https?:)([^)#]*)#([\w-]+)\)/g)];

  expect(links.length).toBeGreaterThan(2);
  for (const [, file, anchor] of links) {
    const target = file === '' ? path : new URL(file!, new URL(path, root)).href.replace(root.href, '');
    expect([target, await anchorsOf(target)]).toEqual([target, expect.arrayContaining([anchor])]);
  }
});
