import { expect, test } from '@jest/globals';
import type { ArchiveClient } from '../../src/archive-client.ts';
import { downloadBatches } from '../../src/page/download-batches.ts';
import type { Batches } from '../../src/worker/protocol.ts';

test('cancelled downloads do not wait for the next batch', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const untilCancelled: ArchiveClient['call'] = (_job, _given, options) =>
    new Promise((_, reject) => {
      options?.signal?.addEventListener('abort', () => reject(reason));
      controller.abort();
    });
  const client = { call: untilCancelled } as unknown as ArchiveClient;
  const batches: Batches = {
    batchSize: 1,
    bytes: 1,
    list: [{ file: 'a-part1.zip', rows: 1, images: 1, bytes: 1, unpackedBytes: 1 }],
  };
  const done: number[] = [];

  const downloading = downloadBatches(client, batches, controller.signal, (count) => done.push(count));

  await expect(downloading).rejects.toBe(reason);
  expect(done).toEqual([0]);
});
