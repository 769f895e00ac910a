import { describe, expect, test } from '@jest/globals';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { MemoryStore } from '../../src/memory/memory-store.ts';
import { describeBatchStore } from '../contract/batch-store-contract.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';

describeBatchStore('MemoryStore', async () => {
  const store = new MemoryStore();
  return {
    store,
    read: async (key) => store.files.get(key),
    everything: async () => [...store.files.keys()],
    close: () => Promise.resolve(),
  };
});

describe('MemoryStore', () => {
  test('keeps a batch that has replaced the discarded one', async () => {
    const store = new MemoryStore();
    const request = { key: 'a', source: new MemorySource(sourceBytes), onBytes: () => undefined };
    const first = await store.compose({ ...request, layout: layoutOf([10]) });
    const second = await store.compose({ ...request, layout: layoutOf([20]) });
    await first.publish();
    await second.publish();

    await first.discard();

    expect(store.files.get('a')).toHaveLength(20);
  });
});
