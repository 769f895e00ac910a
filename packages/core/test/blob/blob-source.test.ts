import { describe, expect, test } from '@jest/globals';
import { BlobSource } from '../../src/index.ts';
import { describeByteSource } from '../contract/byte-source-contract.ts';

describeByteSource('BlobSource', async (bytes) => ({
  source: new BlobSource(new Blob([bytes.slice()])),
  close: () => Promise.resolve(),
}));

describe('BlobSource', () => {
  test('rejects every read that waits when the file cannot be read any more, and none that comes after', async () => {
    const blob = new WatchedBlob();
    const source = new BlobSource(blob);
    blob.failure = new Error('NotReadableError');

    const failed = await Promise.allSettled(
      [0, 10, 20].map((start) => source.read(new Uint8Array(5), start)),
    );
    blob.failure = undefined;
    const target = new Uint8Array(5);
    await source.read(target, 10);

    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([...target]).toEqual([10, 11, 12, 13, 14]);
  });
});

/** A file of a hundred bytes that can be made unreadable. */
class WatchedBlob extends Blob {
  failure: Error | undefined;

  constructor() {
    super([Uint8Array.from({ length: 100 }, (_, i) => i)]);
  }

  override slice(start: number, end: number): Blob {
    if (this.failure !== undefined) throw this.failure;
    return super.slice(start, end);
  }
}
