import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Segment } from '@biospex/batch-core';
import { lengthOf, type PackPart } from '../../src/parts/part.ts';
import { openBytesOf, planSweep } from '../../src/parts/plan-sweep.ts';
import { BufferPool, type Lent } from '../../src/store/buffer-pool.ts';
import { sweep } from '../../src/store/sweep.ts';
import { together } from '../../src/store/together.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';

const archive = seededRandom(5).bytes(100_000);
const packOf = (...pieces: readonly Segment[]): PackPart => ({
  kind: 'pack',
  size: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
  pieces,
});
const bytesOf = ({ pieces }: PackPart): Buffer =>
  Buffer.concat(
    pieces.map((piece) => (piece.kind === 'bytes' ? piece.bytes : archive.subarray(piece.start, piece.end))),
  );
const packs = fc.array(
  fc
    .array(
      fc.oneof(
        fc
          .tuple(fc.nat(90_000), fc.integer({ min: 1, max: 10_000 }))
          .map(([start, size]): Segment => ({ kind: 'range', start, end: start + size })),
        fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes): Segment => ({ kind: 'bytes', bytes })),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((pieces) => packOf(...pieces)),
  { maxLength: 10 },
);

describe('sweep', () => {
  test('fills any packs with exactly the planned memory', async () => {
    await fc.assert(
      fc.asyncProperty(packs, async (given) => {
        const memory = Math.max(openBytesOf(planSweep(given)), ...given.map(({ size }) => size), 1);
        const written = new Map<PackPart, Buffer>();
        let inUse = 0;
        class Watched extends BufferPool {
          override async lend(length: number): Promise<Lent> {
            const { bytes, giveBack } = await super.lend(length);
            inUse += length;
            expect(inUse).toBeLessThanOrEqual(memory);
            const stop = (): void => {
              inUse -= length;
              giveBack();
            };
            return { bytes, giveBack: stop };
          }
        }

        await together((start, signal) =>
          sweep(given, {
            start,
            signal,
            packMemory: new Watched(memory, signal),
            read: async (target, position) => {
              await setImmediate();
              target.set(archive.subarray(position, position + target.length));
            },
            write: async (pack, bytes) => {
              await setImmediate();
              expect(written.has(pack)).toBe(false);
              // A copy, since the buffer is reused.
              written.set(pack, Buffer.from(bytes));
            },
          }),
        );

        for (const pack of given) expect(Buffer.compare(bytesOf(pack), written.get(pack)!)).toBe(0);
        expect(inUse).toBe(0);
      }),
    );
  });

  test('ends with the first failure, even while it waits for memory', async () => {
    const range = (start: number): Segment => ({ kind: 'range', start, end: start + 1000 });

    const sweeping = together((start, signal) =>
      sweep([packOf(range(0), range(90_000)), packOf(range(50_000))], {
        start,
        signal,
        // Too small for both.
        packMemory: new BufferPool(2000, signal),
        read: async (_target, position) => {
          await setImmediate();
          if (position === 90_000) throw new Error('broken');
        },
        write: () => Promise.resolve(),
      }),
    );

    await expect(sweeping).rejects.toThrow('broken');
  });
});
