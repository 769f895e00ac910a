import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemorySource, type InputError } from '../../src/index.ts';
import { checkPassingHeaders } from '../../src/zip/check-passing-headers.ts';
import { buildZipWithMap } from '../helpers/build-zip.ts';
import { indexZip } from '../helpers/index-zip.ts';
import { probe } from '../helpers/source-probes.ts';

const COUNT = 8;
const headerBytes = 30 + '0.jpg'.length;

/** An archive, its directory in any order, and the number of the image whose local header contradicts it. */
function archiveWith(damaged: number | undefined, centralOrder: readonly number[] = []) {
  const entries = Array.from({ length: COUNT }, (_, i) => ({
    name: `${i}.jpg`,
    data: Buffer.alloc(100 + i, i),
    ...(i === damaged && { local: { method: 8 } }),
  }));
  return buildZipWithMap(entries, centralOrder.length > 0 ? { centralOrder } : {});
}

const all = Uint32Array.from({ length: COUNT }, (_, i) => i);

describe('checkPassingHeaders', () => {
  test('rejects the read in which a damaged header starts, and no other, wherever reads begin and end', async () => {
    const order = fc.shuffledSubarray([...all], { minLength: COUNT });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(COUNT - 1),
        order,
        fc.nat(1200),
        fc.nat(1200),
        async (damaged, shuffled, a, b) => {
          const { bytes, map } = archiveWith(damaged, shuffled);
          const [start, end] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
          const source = checkPassingHeaders(new MemorySource(bytes), await indexZip(bytes), all);

          const read = source.read(new Uint8Array(end - start), start).then(
            () => 'read',
            (error: unknown) => (error as InputError).code,
          );

          const { localHeaderOffset } = map.entries[damaged]!;
          const passes = localHeaderOffset >= start && localHeaderOffset < end;
          expect(await read).toBe(passes ? 'CORRUPT_ENTRY' : 'read');
        },
      ),
    );
  });

  test('does not look at entries that are not in use', async () => {
    const { bytes } = archiveWith(3);
    const used = all.filter((entry) => entry !== 3);
    const source = checkPassingHeaders(new MemorySource(bytes), await indexZip(bytes), used);

    await expect(source.read(new Uint8Array(bytes.length), 0)).resolves.toBeUndefined();
  });

  test.each([
    [0, 0],
    [1, 1],
    [headerBytes - 1, 1],
    [headerBytes, 0],
  ])(
    'reads a header again only if it is cut: after %d of its bytes, %d times',
    async (bytesBefore, again) => {
      const { bytes, map } = archiveWith(undefined);
      const inner = probe(new MemorySource(bytes));
      const source = checkPassingHeaders(inner, await indexZip(bytes), all);

      await source.read(new Uint8Array(map.entries[4]!.localHeaderOffset + bytesBefore), 0);

      expect(inner.reads).toHaveLength(1 + again);
      if (again > 0) {
        const start = map.entries[4]!.localHeaderOffset;
        expect(inner.reads[1]).toEqual({ start, end: start + headerBytes });
      }
    },
  );
});
