import { ArchiveClient } from '../archive-client.ts';

/** The page's one worker. */
export const client = new ArchiveClient(
  new Worker(new URL('../worker/archive-worker.ts', import.meta.url), { type: 'module' }),
);
