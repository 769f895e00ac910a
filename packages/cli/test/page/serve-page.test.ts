import { mkdir, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { servePage, type PageServer } from '../../src/page/serve-page.ts';
import { until } from '../../../local-stack/test/helpers/until.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
const POLICY = "default-src 'none'; script-src 'self'";
let server: PageServer | undefined;

beforeEach(async () => {
  await mkdir(workspace.path('page', 'assets'), { recursive: true });
  await writeFile(workspace.path('secret.txt'), 'secret');
  await writeFile(workspace.path('page', 'assets', 'page.js'), 'export {};');
  await writePage(`<meta http-equiv="Content-Security-Policy" content="${POLICY}" /><p>the page</p>`);
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const writePage = (html: string): Promise<void> => writeFile(workspace.path('page', 'index.html'), html);

async function serve(): Promise<string> {
  server = await servePage(workspace.path('page'), 0);
  return server.url;
}

/** Requests a path without the changes that `fetch` makes to it. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

/** The files that this process has open, on Linux. */
async function openFiles(): Promise<string[]> {
  const links = (await readdir('/proc/self/fd')).map((name) => readlink(`/proc/self/fd/${name}`));
  return Promise.all(links.map((link) => link.catch(() => '')));
}

describe('servePage', () => {
  test('serves the page and its files, with their types', async () => {
    const url = await serve();

    const page = await fetch(url);
    const script = await fetch(`${url}assets/page.js`);

    expect(await page.text()).toContain('the page');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  test("sends the page's own policy as a header, and keeps the page out of frames", async () => {
    const { headers } = await fetch(await serve());

    expect(headers.get('content-security-policy')).toBe(`${POLICY}; frame-ancestors 'none'`);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test.each(['bytes=10-5', 'bytes=x', 'bytes=99999-'])(
    'sends the whole page for the range %s',
    async (Range) => {
      const url = await serve();

      const answer = await fetch(url, { headers: { Range } });

      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('the page');
    },
  );

  test('refuses to serve a page without a policy', async () => {
    await writePage('<p>the page</p>');

    await expect(serve()).rejects.toMatchObject({ code: 'PAGE_FAILED' });
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/none',
  ])('serves nothing but the page: %s', async (path) => {
    expect(await statusOf(await serve(), path)).toBe(404);
  });

  test('refuses every method but GET and HEAD', async () => {
    const url = await serve();

    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await fetch(url, { method, ...(method !== 'DELETE' && { body: 'x' }) })).status).toBe(405);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  test('serves a new build of the page at once', async () => {
    const url = await serve();
    await rm(workspace.path('page', 'assets', 'page.js'));
    await writeFile(workspace.path('page', 'assets', 'newer.js'), 'export {};');
    await writePage(
      '<p>the newer page, which is longer than the one before: some words more than it had</p>',
    );

    expect((await fetch(`${url}assets/page.js`)).status).toBe(404);
    expect((await fetch(`${url}assets/newer.js`)).status).toBe(200);
    expect(await (await fetch(url)).text()).toMatch(/^<p>the newer page.*<[/]p>$/);
  });

  test('keeps running when a file cannot be read', async () => {
    // A socket cannot be opened like a file.
    const socket = createServer().listen(workspace.path('page', 'socket'));
    try {
      const url = await serve();

      await expect(fetch(`${url}socket`)).rejects.toThrow('fetch failed');

      expect((await fetch(url)).status).toBe(200);
    } finally {
      socket.close();
    }
  });

  test('closes a file when its client leaves', async () => {
    const large = workspace.path('page', 'large');
    await writeFile(large, Buffer.alloc(20_000_000));
    const response = await fetch(`${await serve()}large`);
    expect(await openFiles()).toContain(large);

    await response.body?.cancel();

    await until(async () => !(await openFiles()).includes(large));
  });

  test('can be reached only from this computer', async () => {
    const { port } = new URL(await serve());
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);

    for (const { address } of others) await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });

  test('reports a port that is in use', async () => {
    const { port } = new URL(await serve());

    await expect(servePage(workspace.path('page'), Number(port))).rejects.toMatchObject({
      code: 'PAGE_FAILED',
      message: `port ${port} is in use; --port 0 picks a free one`,
    });
  });
});
