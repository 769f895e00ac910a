import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ByteSource } from '../../src/index.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

export interface SourceFixture {
  readonly source: ByteSource;
  close(): Promise<void>;
}

const bytes = seededRandom(5).bytes(600_000);
/** Sizes around which implementations change their ways. */
const sizes = [1, 2, 4095, 4096, 4097, 65_536, 131_071, 131_072, 131_073, 599_999];

/** What every ByteSource promises. `make` gives one with the bytes it is handed. */
export function describeByteSource(name: string, make: (bytes: Uint8Array) => Promise<SourceFixture>): void {
  describe(`${name}, as every ByteSource`, () => {
    const open: SourceFixture[] = [];
    const openSource = async (content: Uint8Array): Promise<ByteSource> => {
      const fixture = await make(content);
      open.push(fixture);
      return fixture.source;
    };

    afterEach(async () => {
      await Promise.all(open.splice(0).map((fixture) => fixture.close()));
    });

    test.each([0, 1, 600_000])('knows its size: %d bytes', async (size) => {
      expect((await openSource(bytes.subarray(0, size))).size).toBe(size);
    });

    test('reads all of its bytes at once', async () => {
      expect((await read(await openSource(bytes), 0, bytes.length)).equals(bytes)).toBe(true);
    });

    test.each(sizes)('reads the first and the last %d bytes', async (size) => {
      const source = await openSource(bytes);

      expect((await read(source, 0, size)).equals(bytes.subarray(0, size))).toBe(true);
      expect((await read(source, bytes.length - size, bytes.length)).equals(bytes.subarray(-size))).toBe(
        true,
      );
    });

    test('reads no bytes anywhere, even at its end', async () => {
      const source = await openSource(bytes);

      for (const start of [0, 1000, bytes.length]) expect(await read(source, start, start)).toHaveLength(0);
    });

    test('reads any range, and touches no byte around the buffer', async () => {
      const source = await openSource(bytes);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length), fc.nat(bytes.length), async (a, b) => {
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          const around = Buffer.alloc(end - start + 20, 0xa5);

          await source.read(around.subarray(10, -10), start);

          const margin = Buffer.alloc(10, 0xa5);
          expect(around.equals(Buffer.concat([margin, bytes.subarray(start, end), margin]))).toBe(true);
        }),
      );
    });

    test('reads many ranges at the same time, far apart and overlapping', async () => {
      const source = await openSource(bytes);
      const random = seededRandom(6);
      const ranges = Array.from({ length: 300 }, () => {
        const start = random.integer(bytes.length);
        return { start, end: start + random.integer(Math.min(200_000, bytes.length - start + 1)) };
      });

      const all = await Promise.all(ranges.map(({ start, end }) => read(source, start, end)));

      expect(all.every((part, i) => part.equals(bytes.subarray(ranges[i]!.start, ranges[i]!.end)))).toBe(
        true,
      );
    });

    test.each([
      ['goes one byte beyond its end', bytes.length - 99, 100],
      ['starts at its end', bytes.length, 1],
      ['lies beyond its end', bytes.length + 1000, 10],
      ['goes far beyond its end', bytes.length - 10, 400_000],
    ])('rejects a range that %s, and fills no part of it', async (_, start, length) => {
      const source = await openSource(bytes);

      await expect(source.read(new Uint8Array(length), start)).rejects.toBeInstanceOf(Error);
    });
  });
}

async function read(source: ByteSource, start: number, end: number): Promise<Buffer> {
  const target = Buffer.alloc(end - start);
  await source.read(target, start);
  return target;
}
