import { once } from 'node:events';
import type { Run } from '../io.ts';
import { findPage } from '../page/find-page.ts';
import { servePage } from '../page/serve-page.ts';

/** `biospex-batch page`: the page that splits exports in the browser, for this computer, until it is interrupted. */
export async function page(port: number, { stdout, signal }: Run): Promise<void> {
  const server = await servePage(findPage(), port);
  try {
    stdout.write(`The page: ${server.url}\nCtrl-C ends it.\n`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await server.stop();
  }
  signal.throwIfAborted();
}
