import type { ArchiveClient } from '../archive-client.ts';
import type { Batches } from '../worker/protocol.ts';
import { saveBlob } from './save-blob.ts';

/** Browsers drop downloads that follow each other too fast. */
const PAUSE_MS = 700;

/** Passes all batches to the browser's downloads, one after another. */
export async function downloadBatches(
  client: ArchiveClient,
  { list, batchSize }: Batches,
  signal: AbortSignal,
  onDone: (count: number) => void,
): Promise<void> {
  for (const [i, { file }] of list.entries()) {
    onDone(i);
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    signal.throwIfAborted();
    saveBlob(await client.call('batch', { batch: i + 1, batchSize }, { signal }), file);
  }
  onDone(list.length);
}
