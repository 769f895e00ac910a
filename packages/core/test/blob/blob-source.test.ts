import { describe, expect, test } from '@jest/globals';
import { BlobSource } from '../../src/index.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
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

  test.each([
    ['from one stream where the blob is one of bytes', true],
    ['one by one where it is not', false],
  ])('reads what lies near to each other %s', async (_, hasByteStreams) => {
    const bytes = seededRandom(9).bytes(3_000_000);
    const blob = new CountingBlob(bytes, hasByteStreams);
    const source = new BlobSource(blob);
    const starts = Array.from({ length: 90 }, (_, i) => i * 30_000);

    for (let i = 0; i < starts.length; i += 10) {
      const group = starts.slice(i, i + 10);
      const targets = group.map(() => new Uint8Array(120));
      await Promise.all(group.map((start, j) => source.read(targets[j]!, start)));
      for (const [j, target] of targets.entries())
        expect(Buffer.from(target).equals(bytes.subarray(group[j], group[j]! + 120))).toBe(true);
    }

    if (hasByteStreams) expect(blob.streams).toBe(1);
    else expect(blob.streams).toBeGreaterThan(1);
  });

  test('opens no stream for reads that lie far from each other', async () => {
    const blob = new CountingBlob(seededRandom(9).bytes(3_000_000), true);
    const source = new BlobSource(blob);

    await Promise.all([2_900_000, 0, 1_500_000].map((start) => source.read(new Uint8Array(100), start)));

    expect(blob.streams).toBe(0);
  });
});

/** A file that counts the streams of its slices, which may be no streams of bytes. */
class CountingBlob extends Blob {
  streams = 0;
  readonly #hasByteStreams: boolean;

  constructor(bytes: Uint8Array, hasByteStreams: boolean) {
    super([Buffer.from(bytes)]);
    this.#hasByteStreams = hasByteStreams;
  }

  override slice(start: number, end: number): Blob {
    const part = super.slice(start, end);
    const stream = part.stream.bind(part);
    const count = (): ReturnType<Blob['stream']> => {
      this.streams++;
      return this.#hasByteStreams ? stream() : stream().pipeThrough(new TransformStream());
    };
    return Object.assign(part, { stream: count });
  }
}

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
