import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';
import { servePage } from '../page/serve-page.ts';

/** The page's files are next to the chunks of the built command, or where the repository builds them. */
const PLACES = ['../page/', '../../../web/dist/'];

/** `biospex-batch page`: serves the page to this computer until it is interrupted. */
export async function page(port: number, { stdout, signal }: Run): Promise<void> {
  const folder = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) =>
    existsSync(`${path}index.html`),
  );
  if (folder === undefined)
    throw new CommandError('PAGE_FAILED', 'the page is not built; run: npx --yes pnpm@10 build');
  const server = await servePage(folder, port);
  try {
    stdout.write(`The page: ${server.url}\nPress Ctrl-C to stop it.\n`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await server.stop();
  }
  stdout.write('The page has stopped.\n');
}
