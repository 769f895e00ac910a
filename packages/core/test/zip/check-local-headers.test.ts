import { describe, expect, it } from '@jest/globals';
import { MemorySource, nullProgress, type Progress } from '../../src/index.ts';
import { checkLocalHeaders } from '../../src/zip/local-headers.ts';
import { buildZip, buildZipWithMap } from '../helpers/build-zip.ts';
import { indexZip } from '../helpers/index-zip.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { probe } from '../helpers/source-probes.ts';

const data = seededRandom(3).bytes(300);
const all = { progress: nullProgress, needsNewLocalHeader: () => true };

describe('checkLocalHeaders', () => {
  // Too large to be read together, and small enough for that.
  const large = buildZipWithMap(
    Array.from({ length: 40 }, (_, i) => ({ name: `${i}.jpg`, data: Buffer.alloc(20_000) })),
  );
  const small = buildZipWithMap(Array.from({ length: 40 }, (_, i) => ({ name: `${i}.jpg`, data })));
  const headerBytes = 30 + '7.jpg'.length;

  it.each([
    ['large', large],
    ['small', small],
  ])(
    'gives where the data of those %s entries starts that need a new local header',
    async (_, { bytes, map }) => {
      const index = await indexZip(bytes);

      const needsNewLocalHeader = (entry: number): boolean => entry % 3 === 0;
      const starts = await checkLocalHeaders(new MemorySource(bytes), index, Uint32Array.of(3, 4, 6, 39), {
        ...all,
        needsNewLocalHeader,
      });

      expect([...starts].sort(([a], [b]) => a - b)).toEqual(
        [3, 6, 39].map((i) => [i, map.entries[i]!.dataOffset]),
      );
    },
  );

  it('finds every header whatever the order of the directory', async () => {
    const entries = Array.from({ length: 6 }, (_, i) => ({ name: `${i}.jpg`, data }));
    const { bytes, map } = buildZipWithMap(entries, { centralOrder: [5, 1, 2, 0, 3, 4] });

    const starts = await checkLocalHeaders(
      new MemorySource(bytes),
      await indexZip(bytes),
      Uint32Array.of(0, 1, 2, 3, 4, 5),
      all,
    );

    expect([0, 1, 2, 3, 4, 5].map((entry) => starts.get(entry))).toEqual(
      [5, 1, 2, 0, 3, 4].map((i) => map.entries[i]!.dataOffset),
    );
  });

  it('reads the headers of large entries, not their data', async () => {
    const source = probe(new MemorySource(large.bytes));

    await checkLocalHeaders(source, await indexZip(large.bytes), Uint32Array.of(7, 8), all);

    expect(source.reads.map(({ start, end }) => end - start)).toEqual([headerBytes, headerBytes]);
  });

  it('reads headers that lie within 16 KiB of each other at once', async () => {
    const source = probe(new MemorySource(small.bytes));

    await checkLocalHeaders(
      source,
      await indexZip(small.bytes),
      Uint32Array.from({ length: 40 }, (_, i) => i),
      all,
    );

    expect(source.reads).toEqual([
      { start: 0, end: small.map.entries[39]!.localHeaderOffset + headerBytes + 1 },
    ]);
  });

  it.each([
    [-1, 1],
    [0, 1],
    [1, 2],
  ])('reads two headers that end %d bytes beyond 16 KiB in %d reads', async (beyond, reads) => {
    const first = { name: '0.jpg', data: Buffer.alloc(16 * 1024 - 2 * headerBytes + beyond) };
    const zip = buildZip([first, { name: '1.jpg', data: Buffer.alloc(100) }]);
    const source = probe(new MemorySource(zip));

    await checkLocalHeaders(source, await indexZip(zip), Uint32Array.of(0, 1), all);

    expect(source.reads).toHaveLength(reads);
  });

  it('has nothing to do without entries, and says so', async () => {
    const reports: unknown[] = [];
    const progress: Progress = { report: (...report) => reports.push(report) };
    const source = probe(new MemorySource(small.bytes));

    expect(
      await checkLocalHeaders(source, await indexZip(small.bytes), new Uint32Array(0), { ...all, progress }),
    ).toEqual(new Map());
    expect(reports).toEqual([['check', 0, 0]]);
    expect(source.reads).toEqual([]);
  });

  it('keeps at most 16 reads in flight', async () => {
    const source = new MemorySource(large.bytes);
    let inFlight = 0;
    let most = 0;
    const read = async (target: Uint8Array, start: number): Promise<void> => {
      most = Math.max(most, ++inFlight);
      await Promise.resolve();
      await source.read(target, start);
      inFlight--;
    };

    const entries = Uint32Array.from({ length: 40 }, (_, i) => i);
    await checkLocalHeaders({ size: source.size, read }, await indexZip(large.bytes), entries, all);

    expect(most).toBe(16);
  });

  it('reports in steps of 4096 headers', async () => {
    const many = buildZip(Array.from({ length: 4097 }, (_, i) => ({ name: `${i}` })));
    const reports: unknown[] = [];
    const progress: Progress = { report: (...report) => reports.push(report) };

    const entries = Uint32Array.from({ length: 4097 }, (_, i) => i);
    await checkLocalHeaders(new MemorySource(many), await indexZip(many), entries, { ...all, progress });

    expect(reports).toEqual([
      ['check', 4096, 4097],
      ['check', 4097, 4097],
    ]);
  });

  it('reads a sample when asked for one: the first, the middle, the last, and those that need a new header', async () => {
    const source = probe(new MemorySource(large.bytes));
    const entries = Uint32Array.from({ length: 21 }, (_, i) => i + 10);

    const starts = await checkLocalHeaders(source, await indexZip(large.bytes), entries, {
      ...all,
      isSampled: true,
      needsNewLocalHeader: (entry) => entry === 17,
    });

    expect(source.reads.map(({ start }) => start)).toEqual(
      [10, 17, 20, 30].map((entry) => large.map.entries[entry]!.localHeaderOffset),
    );
    expect([...starts.keys()]).toEqual([17]);
  });

  it.each([0, 1, 2, 3])('samples %d entries without reading one twice', async (count) => {
    const source = probe(new MemorySource(large.bytes));

    await checkLocalHeaders(
      source,
      await indexZip(large.bytes),
      Uint32Array.from({ length: count }, (_, i) => i),
      {
        ...all,
        isSampled: true,
      },
    );

    expect(source.reads).toHaveLength(count);
  });

  it('passes over entries that are not asked for, whatever their headers say', async () => {
    const zip = buildZip([{ name: 'a' }, { name: 'b', local: { method: 99 } }, { name: 'c' }]);

    const starts = await checkLocalHeaders(
      new MemorySource(zip),
      await indexZip(zip),
      Uint32Array.of(0, 2),
      all,
    );

    expect([...starts.keys()]).toEqual([0, 2]);
  });
});
