import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import sirv from 'sirv';
import { CommandError } from '../command-error.ts';

export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Other computers cannot reach it. */
const HOST = '127.0.0.1';

/** Serves the page's files. Throws CommandError PAGE_FAILED if the port is taken, or the page has no policy. */
export async function servePage(folder: string, port: number): Promise<PageServer> {
  const headers = await pageHeaders(folder);
  // `dev` reads the folder at each request: the page may be built again in the meantime.
  const files = sirv(folder, { etag: true, dev: true });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    // An unreadable file ends only its own response. When a client leaves, its file is closed.
    response.once('pipe', (file: Readable) => {
      file.once('error', () => response.destroy());
      response.once('close', () => file.destroy());
    });
    // sirv throws on invalid ranges. The page needs no ranges.
    delete request.headers.range;
    files(request, response, () => void response.writeHead(404).end());
  });
  await listen(server, port);
  const { port: opened } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${opened}/`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
        ? 'is in use; --port 0 picks a free one'
        : `cannot be used: ${(cause as Error).message}`;
    throw new CommandError('PAGE_FAILED', `port ${port} ${why}`, { cause });
  }
}

/** The page contains its policy. Only a header can also apply to the page's worker and forbid frames. */
async function pageHeaders(folder: string): Promise<Record<string, string>> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
  if (policy === undefined)
    throw new CommandError(
      'PAGE_FAILED',
      'the page has no Content-Security-Policy; build it again: npx --yes pnpm@10 build',
    );
  return {
    // The browser asks for each file every time, so that it shows a new build at once.
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
