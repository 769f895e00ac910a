import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

test('every heading that a script sends its reader to is there', async () => {
  const read = (path: string): Promise<string> =>
    readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');
  const scripts = [
    'deploy.sh',
    ...(await readdir(new URL('../../../../scripts/ops', import.meta.url))).map(
      (name) => `scripts/ops/${name}`,
    ),
  ];
  const texts = await Promise.all(scripts.map(read));
  const links = texts.flatMap((text) => [...text.matchAll(/docs\/(\w+\.md)#([\w-]+)/g)]);

  expect(links.length).toBeGreaterThan(5);
  for (const [, file, anchor] of links) {
    const headings = [...(await read(`docs/${file}`)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
  }
});
