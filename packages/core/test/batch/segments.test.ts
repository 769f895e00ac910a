import { describe, expect, it } from '@jest/globals';
import { layOutBatch, MemorySource, type Layout, type PlanOptions } from '../../src/index.ts';
import { buildZip, buildZipWithMap } from '../helpers/build-zip.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { planZip } from '../helpers/plan-zip.ts';

const rangesOf = ({ segments }: Layout): [number, number][] =>
  segments.flatMap((segment) =>
    segment.kind === 'range' ? [[segment.start, segment.end] as [number, number]] : [],
  );
/** The layout of a batch of an archive in memory. */
const layOut = async (zip: Uint8Array, number: number, options: Partial<PlanOptions> = {}): Promise<Layout> =>
  layOutBatch(await planZip(zip, options), number, new MemorySource(zip));
const kindsOf = ({ segments }: Layout): string => segments.map(({ kind }) => kind).join(' ');

describe('the layout of a batch', () => {
  it('is one range and then new bytes if the images lie in the order of the manifest', async () => {
    const { bytes, map } = buildZipWithMap(exportEntries(makeExport({ images: 60 }).files));
    const layouts = await Promise.all([1, 2, 3].map((number) => layOut(bytes, number, { batchSize: 20 })));

    for (const layout of layouts) expect(kindsOf(layout)).toMatch(/^range( bytes){1,6}$/);
    const starts = [...map.entries, { localHeaderOffset: map.entries[60]!.localHeaderOffset }].map(
      ({ localHeaderOffset }) => localHeaderOffset,
    );
    expect(layouts.flatMap(rangesOf)).toEqual(
      [0, 20, 40].map((first) => [starts[first], starts[first + 20]]),
    );
  });

  it('has a range for each run of neighbors if the images are scattered, in the order of the archive', async () => {
    const fixture = makeExport({ images: 60, order: 'shuffled', seed: 8 });
    const { bytes, map } = buildZipWithMap(exportEntries(fixture.files));
    const ranges = rangesOf(await layOut(bytes, 2, { batchSize: 20 }));

    const named = new Set(fixture.rowImages.slice(20, 40));
    const positions = fixture.files.flatMap(({ name }, i) => (named.has(name) ? [i] : []));
    const runs = positions.filter((position, i) => position !== (positions[i - 1] ?? -2) + 1);
    expect(ranges.map(([start]) => start)).toEqual(
      runs.map((position) => map.entries[position]!.localHeaderOffset),
    );
    expect(runs.length).toBeGreaterThan(5);
  });

  it('ends a run before the manifest when that lies between images', async () => {
    const { images, files } = makeExport({ images: 4 });
    const manifest = files.at(-1)!;
    const { bytes, map } = buildZipWithMap(
      exportEntries([...images.slice(0, 2), manifest, ...images.slice(2)]),
    );

    const ranges = rangesOf(await layOut(bytes, 1));

    const start = (i: number): number => map.entries[i]!.localHeaderOffset;
    expect(ranges).toEqual([
      [0, start(2)],
      [start(3), map.centralDirectoryOffset],
    ]);
  });

  it('leaves out what lies before the archive, and images that its rows do not name', async () => {
    const fixture = makeExport({ images: 6, rows: 3 });
    const entries = exportEntries(fixture.files);
    const prefix = Buffer.from('#!/bin/sh\n');
    const { bytes, map } = buildZipWithMap(entries, { prefix, adjustOffsets: false });

    const ranges = rangesOf(await layOut(bytes, 1));

    expect(ranges).toEqual([[prefix.length, map.entries[3]!.localHeaderOffset]]);
  });

  it('takes an image once that several rows name, and again in another batch', async () => {
    const data = Buffer.alloc(50, 1);
    const manifest = 'imageName\na.jpg\na.jpg\nb.jpg\na.jpg\n';
    const zip = buildZip([
      { name: 'a.jpg', data },
      { name: 'b.jpg', data },
      { name: 'manifest.csv', data: manifest },
    ]);
    const plan = await planZip(zip, { batchSize: 2 });

    expect(plan.batches.map(({ images }) => images)).toEqual([1, 2]);
    expect(rangesOf(await layOut(zip, 1, { batchSize: 2 }))).toEqual([[0, 85]]);
    expect(rangesOf(await layOut(zip, 2, { batchSize: 2 }))).toEqual([[0, 170]]);
  });

  it.each([0, 4, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is refused for batch %d of 3',
    async (number) => {
      const zip = buildZip(exportEntries(makeExport({ images: 6 }).files));

      await expect(layOut(zip, number, { batchSize: 2 })).rejects.toEqual(
        new RangeError(`batch number must be 1 to 3, got ${number}`),
      );
    },
  );
});
