import { describe, expect, test } from '@jest/globals';
import { BlobSource, BlobStore, MemorySource, MemoryStore, splitArchive } from '../../src/index.ts';
import { describeBatchStore } from '../contract/batch-store-contract.ts';
import { makeExport, exportEntries } from '../helpers/export-fixture.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';

const archive = new Blob([Buffer.from(sourceBytes)]);

describeBatchStore(
  'BlobStore',
  async () => {
    const store = new BlobStore(archive);
    return {
      store,
      read: async (key) => {
        const bytes = await store.files.get(key)?.arrayBuffer();
        return bytes && new Uint8Array(bytes);
      },
      everything: async () => [...store.files.keys()],
      close: () => Promise.resolve(),
    };
  },
  { readsByItself: true },
);

describe('BlobStore', () => {
  test('gives the batches that a store in memory gives, as ZIPs', async () => {
    const zip = buildZip(exportEntries(makeExport({ images: 9, order: 'shuffled' }).files));
    const file = new Blob([zip]);
    const store = new BlobStore(file);
    const expected = new MemoryStore();
    const options = { stem: 'export', batchSize: 4 };

    await splitArchive(new BlobSource(file), store, options);
    await splitArchive(new MemorySource(zip), expected, options);

    expect([...store.files.keys()]).toEqual([...expected.files.keys()]);
    for (const [key, blob] of store.files) {
      expect(Buffer.from(await blob.arrayBuffer()).equals(expected.files.get(key)!)).toBe(true);
      expect(blob.type).toBe('application/zip');
    }
  });

  test('keeps a batch that took the place of the one discarded', async () => {
    const store = new BlobStore(archive);
    const request = { key: 'a', source: new BlobSource(archive), onBytes: () => undefined };
    const first = await store.compose({ ...request, layout: layoutOf([10]) });
    const second = await store.compose({ ...request, layout: layoutOf([20]) });
    await first.publish();
    await second.publish();

    await first.discard();

    expect(store.files.get('a')?.size).toBe(20);
  });
});
