import { describe, expect, test } from '@jest/globals';
import type { ByteSource } from '../../../src/index.ts';
import { sequentialChunks } from '../../../src/node/tar/sequential-chunks.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const bytes = seededRandom(31).bytes(1050);

interface HeldSource extends ByteSource {
  /** Where the reads begin that are under way, in the order in which they began. */
  readonly active: readonly number[];
  finish(start: number): void;
  fail(start: number, error: Error): void;
}

/** A source whose reads end when they are told to. */
function holdReads(): HeldSource {
  const reads = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  return {
    size: bytes.length,
    get active() {
      return [...reads.keys()];
    },
    read: (target, start) =>
      new Promise((resolve, reject) => {
        target.set(bytes.subarray(start, start + target.length));
        reads.set(start, { resolve, reject });
      }),
    finish: (start) => {
      reads.get(start)!.resolve();
      reads.delete(start);
    },
    fail: (start, error) => {
      reads.get(start)!.reject(error);
      reads.delete(start);
    },
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

const ignore = (): void => undefined;

describe('sequentialChunks', () => {
  test.each([0, 1, 2, 50])('gives all bytes in order, whichever read ends first, %d ahead', async (ahead) => {
    for (const chunkBytes of [1, 7, 100, 525, 1049, 1050, 1051, 10_000]) {
      const random = seededRandom(32);
      const source: ByteSource = {
        size: bytes.length,
        read: async (target, start) => {
          for (let turn = random.integer(20); turn > 0; turn--) await Promise.resolve();
          target.set(bytes.subarray(start, start + target.length));
        },
      };
      const reports: number[] = [];
      const chunks: Uint8Array[] = [];

      for await (const chunk of sequentialChunks(source, {
        chunkBytes,
        ahead,
        onBytes: (done) => void reports.push(done),
      }))
        chunks.push(Buffer.from(chunk));

      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
      const count = Math.ceil(bytes.length / chunkBytes);
      expect(chunks).toHaveLength(count);
      expect(reports).toEqual(chunks.map((_, i) => Math.min((i + 1) * chunkBytes, bytes.length)));
    }
  });

  test('leaves a chunk alone until the next is asked for, however soon others are read', async () => {
    const source: ByteSource = {
      size: bytes.length,
      read: async (target, start) => target.set(bytes.subarray(start, start + target.length)),
    };
    let position = 0;

    for await (const chunk of sequentialChunks(source, { chunkBytes: 100, ahead: 2, onBytes: ignore })) {
      await settled();
      expect(Buffer.from(chunk).equals(bytes.subarray(position, position + chunk.length))).toBe(true);
      position += chunk.length;
    }

    expect(position).toBe(bytes.length);
  });

  test('gives nothing of a source without bytes', async () => {
    const source: ByteSource = { size: 0, read: () => Promise.reject(new Error('nothing to read')) };

    const chunks = sequentialChunks(source, { chunkBytes: 100, ahead: 2, onBytes: ignore });

    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  test.each([0, 1, 2, 3])(
    'reads no more than %d chunks ahead of the one that is worked on',
    async (ahead) => {
      const source = holdReads();
      const chunks = sequentialChunks(source, { chunkBytes: 100, ahead, onBytes: ignore });

      for (const start of [0, 100, 200]) {
        const next = chunks.next();
        await settled();
        if (source.active.includes(start)) source.finish(start);
        await next;
        await settled();

        // While a chunk is worked on.
        expect(source.active).toEqual(Array.from({ length: ahead }, (_, i) => start + (i + 1) * 100));
      }

      for (const start of source.active) source.finish(start);
      await chunks.return();
    },
  );

  test('reads the next before the last is asked for', async () => {
    const source = holdReads();
    const chunks = sequentialChunks(source, { chunkBytes: 100, ahead: 2, onBytes: ignore });
    const next = chunks.next();
    await settled();

    expect(source.active.slice(0, 3)).toEqual([0, 100, 200]);

    source.finish(100);
    for (const start of source.active.slice(1)) source.finish(start);
    await settled();
    source.finish(0);
    expect(Buffer.from((await next).value!).equals(bytes.subarray(0, 100))).toBe(true);
    for (const start of source.active) source.finish(start);
    await chunks.return();
  });

  test('rejects with the error of a read in its turn, when no other is under way any more', async () => {
    const source = holdReads();
    const chunks = sequentialChunks(source, { chunkBytes: 100, ahead: 2, onBytes: ignore });
    const error = new Error('EIO: i/o error');
    let outcome: unknown;
    void chunks.next().catch((failure: unknown) => (outcome = failure));
    await settled();

    source.fail(0, error);
    await settled();
    expect(outcome).toBeUndefined();

    for (const start of source.active.slice(1)) source.finish(start);
    await settled();
    expect(outcome).toBeUndefined();

    source.fail(source.active[0]!, new Error('another'));
    await settled();
    expect(outcome).toBe(error);
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  test('gives the chunks before one that cannot be read', async () => {
    const source = holdReads();
    const chunks = sequentialChunks(source, { chunkBytes: 1000, ahead: 1, onBytes: ignore });
    const first = chunks.next();
    await settled();
    const error = new Error('EIO: i/o error');

    source.fail(1000, error);
    source.finish(0);

    expect((await first).value).toHaveLength(1000);
    await expect(chunks.next()).rejects.toBe(error);
  });

  test('waits for its reads when it is left early', async () => {
    const source = holdReads();
    const chunks = sequentialChunks(source, { chunkBytes: 100, ahead: 2, onBytes: ignore });
    const first = chunks.next();
    await settled();
    source.finish(0);
    await first;
    let hasLeft = false;
    void chunks.return().then(() => (hasLeft = true));

    await settled();
    expect(hasLeft).toBe(false);
    const [next, ...others] = source.active;
    for (const start of others) source.finish(start);
    await settled();
    expect(hasLeft).toBe(false);
    source.fail(next!, new Error('too late'));
    await settled();

    expect(hasLeft).toBe(true);
    expect(source.active).toEqual([]);
  });
});
