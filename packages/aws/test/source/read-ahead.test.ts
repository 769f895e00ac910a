import { describe, expect, test } from '@jest/globals';
import { ReadAhead } from '../../src/source/read-ahead.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';

const KiB = 1024;
const MiB = 1024 ** 2;
const bytes = seededRandom(4).bytes(40 * MiB);

/** Requests as `start+length`, and their reader. */
function reader(fail: (request: number) => boolean = () => false): {
  log: [number, number][];
  ahead: ReadAhead;
} {
  const log: [number, number][] = [];
  const fetch = async (target: Uint8Array, start: number): Promise<void> => {
    log.push([start, target.length]);
    const isFailing = fail(log.length);
    await Promise.resolve();
    if (isFailing) throw new Error('reset');
    target.set(bytes.subarray(start, start + target.length));
  };
  return { log, ahead: new ReadAhead(fetch, bytes.length) };
}

async function read(ahead: ReadAhead, start: number, length: number): Promise<void> {
  const target = Buffer.alloc(length);
  await ahead.read(target, start);
  expect(target.equals(bytes.subarray(start, start + length))).toBe(true);
}

describe('ReadAhead', () => {
  test('fetches growing blocks while reads follow each other', async () => {
    const { log, ahead } = reader();

    for (let start = 0; start < 30 * MiB; start += 100_000) await read(ahead, start, 100_000);

    // The first read is larger than a first block.
    expect(log.map(([, length]) => length)).toEqual([
      100_000,
      400_000,
      1_600_000,
      6_400_000,
      8 * MiB,
      8 * MiB,
      8 * MiB,
    ]);
    log.slice(1).forEach(([start], i) => expect(start).toBe(log[i]![0] + log[i]![1]));
  });

  test('fetches small blocks for scattered reads', async () => {
    const { log, ahead } = reader();

    for (const start of [5 * MiB, 2 * MiB, 9 * MiB, 7 * MiB]) await read(ahead, start, 30);

    expect(log.map(([, length]) => length)).toEqual([64 * KiB, 64 * KiB, 64 * KiB, 64 * KiB]);
  });

  test('serves reads that alternate between two places', async () => {
    const { log, ahead } = reader();

    for (let i = 0; i < 50; i++) {
      await read(ahead, i * 100, 100);
      await read(ahead, 20 * MiB + i * 100, 100);
    }

    expect(log).toHaveLength(2);
  });

  test('keeps the tail, and fetches none of it again', async () => {
    const { log, ahead } = reader();
    await ahead.keepTail(MiB);

    for (const start of [0, 10 * MiB, 20 * MiB]) await read(ahead, start, 30);
    await read(ahead, 40 * MiB - 30, 30);
    await read(ahead, 39 * MiB - 500_000, 900_000);

    expect(log[0]).toEqual([39 * MiB, MiB]);
    expect(log.at(-1)).toEqual([39 * MiB - 500_000, 500_000]);
    expect(log).toHaveLength(5);
  });

  test('fetches once for many readers at the same time', async () => {
    const { log, ahead } = reader();

    await Promise.all(Array.from({ length: 50 }, (_, i) => read(ahead, i * 1000, 1000)));

    expect(log).toEqual([[0, 64 * KiB]]);
  });

  test('fetches again for a reader whose block failed for another, and forgets the block', async () => {
    const { log, ahead } = reader((request) => request === 1);

    const results = await Promise.allSettled([read(ahead, 0, 10), read(ahead, 100, 10)]);
    await read(ahead, 0, 10);

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(log).toEqual([
      [0, 64 * KiB],
      [100, 10],
      [0, 64 * KiB],
    ]);
  });
});
