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

/** This computer alone can reach it. */
const HOST = '127.0.0.1';

/**
 * Serves the page's files to this computer.
 *
 * @throws CommandError PAGE_FAILED when the port is taken, or the page has no policy
 */
export async function servePage(folder: string, port: number): Promise<PageServer> {
  const headers = await pageHeaders(folder);
  // Looks at the folder for each request, not once for all: it may be built anew meanwhile.
  const files = sirv(folder, { etag: true, dev: true });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    // A file that cannot be read ends its own answer, not the server; and a reader who leaves lets go of it.
    response.once('pipe', (file: Readable) => {
      file.once('error', () => response.destroy());
      response.once('close', () => file.destroy());
    });
    // sirv throws at ranges that are none; a page needs no ranges.
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
        ? 'is taken; --port 0 takes any that is free'
        : `cannot be used: ${(cause as Error).message}`;
    throw new CommandError('PAGE_FAILED', `port ${port} ${why}`, { cause });
  }
}

/** The page carries its policy; as a header it also keeps the page out of frames, which the page cannot say itself. */
async function pageHeaders(folder: string): Promise<Record<string, string>> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
  if (policy === undefined)
    throw new CommandError('PAGE_FAILED', 'the page has no Content-Security-Policy: build it anew');
  return {
    // A newer page is seen at once: each file is asked for each time, and answered by its ETag.
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
