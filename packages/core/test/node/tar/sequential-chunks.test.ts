import { describe, expect, test } from '@jest/globals';
import type { ByteSource } from '../../../src/index.ts';
import { sequentialChunks } from '../../../src/node/tar/sequential-chunks.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const bytes = seededRandom(31).bytes(1050);
const ignore = (): void => undefined;

/** A source whose reads take a number of turns, and which counts those under way. */
function slowSource(turnsOf: (start: number) => number): { source: ByteSource; active: () => number[] } {
  const active = new Set<number>();
  const read: ByteSource['read'] = async (target, start) => {
    active.add(start);
    for (let turn = turnsOf(start); turn > 0; turn--) await Promise.resolve();
    active.delete(start);
    target.set(bytes.subarray(start, start + target.length));
  };
  return { source: { size: bytes.length, read }, active: () => [...active] };
}

describe('sequentialChunks', () => {
  test.each([0, 1, 2, 50])('gives all bytes in order, whichever read ends first, %d ahead', async (ahead) => {
    const random = seededRandom(32);
    for (const chunkBytes of [7, 525, 1049, 1050, 1051]) {
      const reports: number[] = [];
      const chunks: Uint8Array[] = [];
      const { source } = slowSource(() => random.integer(20));
      const onBytes = (done: number): void => void reports.push(done);

      for await (const chunk of sequentialChunks(source, { chunkBytes, ahead, onBytes }))
        chunks.push(Buffer.from(chunk));

      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
      expect(chunks).toHaveLength(Math.ceil(bytes.length / chunkBytes));
      expect(reports).toEqual(chunks.map((_, i) => Math.min((i + 1) * chunkBytes, bytes.length)));
    }
  });

  test('gives nothing for an empty source', async () => {
    const source: ByteSource = { size: 0, read: () => Promise.reject(new Error('nothing to read')) };

    const chunks = sequentialChunks(source, { chunkBytes: 100, ahead: 2, onBytes: ignore });

    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  test.each([0, 1, 3])('reads %d chunks while one is used', async (ahead) => {
    const { source, active } = slowSource((start) => start + 1);
    const chunks = sequentialChunks(source, { chunkBytes: 100, ahead, onBytes: ignore });

    await chunks.next();

    expect(active()).toEqual(Array.from({ length: ahead }, (_, i) => (i + 1) * 100));
    await chunks.return();
  });

  test('waits for its reads when iteration ends early', async () => {
    const { source, active } = slowSource((start) => start * 10 + 1);

    for await (const chunk of sequentialChunks(source, { chunkBytes: 100, ahead: 3, onBytes: ignore })) {
      expect(chunk).toHaveLength(100);
      break;
    }

    expect(active()).toEqual([]);
  });
});
