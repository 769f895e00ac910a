import { describe, expect, test } from '@jest/globals';
import {
  composeBatches,
  layOutBatch,
  MemorySource,
  MemoryStore,
  planArchive,
  type PlanOptions,
} from '../../src/index.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { batchesOf, manifestOf, planZip } from '../helpers/plan-zip.ts';
import { bytesAskedFor, probe } from '../helpers/source-probes.ts';
import { exportOf } from '../helpers/zip-of.ts';

describe('planArchive', () => {
  test.each([
    [1, 5, [1]],
    [4, 5, [4]],
    [5, 5, [5]],
    [6, 5, [5, 1]],
    [9, 5, [5, 4]],
    [10, 5, [5, 5]],
    [11, 5, [5, 5, 1]],
    [3, 1, [1, 1, 1]],
  ])('cuts %d rows, %d to a batch, into batches of %j', async (rows, batchSize, sizes) => {
    const bytes = makeZip(rows);

    const plan = await planZip(bytes, { batchSize });

    expect(plan.batches.map((batch) => batch.rows)).toEqual(sizes);
    expect(plan.batches.map((batch) => batch.images)).toEqual(sizes);
    expect(plan.batches.map((batch) => batch.file)).toEqual(sizes.map((_, i) => `export-part${i + 1}.zip`));
  });

  test.each([
    [1999, [1999]],
    [2000, [2000]],
    [2001, [2000, 1]],
  ])('cuts %d rows into batches of %j by default', async (rows, sizes) => {
    const plan = await planZip(makeZip(rows));

    expect(plan.batches.map((batch) => batch.rows)).toEqual(sizes);
  });

  test('sums up rows, images and the exact bytes of the batches', async () => {
    const bytes = makeZip(7);

    const plan = await planZip(bytes, { batchSize: 3 });

    const sizes = (await batchesOf(plan, new MemorySource(bytes))).map(({ length }) => length);
    expect(plan).toMatchObject({ rows: 7, images: 7, bytes: sizes.reduce((sum, size) => sum + size, 0) });
    expect(plan.batches.map((batch) => batch.bytes)).toEqual(sizes);
  });

  test('counts an image once in a batch, however many of its rows share it, and in every batch that needs it', async () => {
    const rows = ['a.jpg', 'a.jpg', 'b.jpg', 'a.jpg', 'c.jpg'];

    const plan = await planZip(exportOf(manifestOf(rows), ['a.jpg', 'b.jpg', 'c.jpg']), { batchSize: 2 });

    expect(plan.batches.map(({ rows, images }) => [rows, images])).toEqual([
      [2, 1],
      [2, 2],
      [1, 1],
    ]);
    expect(plan).toMatchObject({ rows: 5, images: 4 });
  });

  test.each<[string, unknown]>([
    ['options that are missing', undefined],
    ['no stem', {}],
    ['a stem that is a path', { stem: '../x' }],
    ['no rows to a batch', { stem: 'x', batchSize: 0 }],
    ['half a place', { stem: 'x', maxPlaces: 0.5 }],
    ['an option that is not one', { stem: 'x', batchsize: 5 }],
  ])('refuses %s before it reads anything', async (_, mistake) => {
    const source = probe(new MemorySource(makeZip(1)));

    const planning = planArchive(source, mistake as PlanOptions);

    await expect(planning).rejects.toThrow(
      /^(?:options|stem|batchSize|maxPlaces|unknown option "batchsize")/,
    );
    expect(source.reads).toEqual([]);
  });

  test('allows batches of more rows than there are numbers for', async () => {
    const plan = await planZip(makeZip(3), { batchSize: Number.MAX_SAFE_INTEGER });

    expect(plan.batches).toHaveLength(1);
  });

  test('leaves out images that no row names', async () => {
    const plan = await planZip(exportOf(manifestOf(['b.jpg']), ['a.jpg', 'b.jpg', 'c.jpg']));

    expect(plan).toMatchObject({ rows: 1, images: 1 });
  });

  test('finds nothing in a flawless export', async () => {
    expect((await planZip(makeZip(5))).findings).toEqual([]);
  });

  test('reads fewer bytes of the archive than one image has', async () => {
    const fixture = makeExport({ images: 3, imageBytes: 500_000, columns: ['imageName'] });
    const source = probe(new MemorySource(buildZip(exportEntries(fixture.files))));

    await planArchive(source, { stem: 'export' });

    expect(bytesAskedFor(source)).toBeLessThan(500_000);
  });

  test('plans the same batches in a dry run, which cannot be laid out or composed', async () => {
    const zip = makeZip(5);
    const dry = await planZip(zip, { batchSize: 2, dryRun: true });
    const { batches, findings } = await planZip(zip, { batchSize: 2 });
    const store = new MemoryStore();

    expect(dry).toMatchObject({ batches, findings });
    await expect(layOutBatch(dry, 1, new MemorySource(zip))).rejects.toEqual(
      new TypeError('a plan made with dryRun cannot be laid out'),
    );
    await expect(composeBatches(dry, new MemorySource(zip), store)).rejects.toEqual(
      new TypeError('a plan made with dryRun cannot be composed'),
    );
  });
});

function makeZip(images: number): Buffer {
  return buildZip(
    exportEntries(makeExport({ images, imageBytes: 30, columns: ['imageName', 'country'] }).files),
  );
}
