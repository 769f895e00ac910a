import { describe, expect, test } from '@jest/globals';
import { MemorySource, resizeBatches } from '../../src/index.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { batchesOf, planZip } from '../helpers/plan-zip.ts';

const zip = buildZip(exportEntries(makeExport({ images: 23, order: 'shuffled' }).files));

describe('resizeBatches', () => {
  test.each([1, 2, 7, 22, 23, 24, 5000])(
    'gives the plan and the bytes of a batch size of %d',
    async (size) => {
      const source = new MemorySource(zip);
      const plan = await planZip(zip, { batchSize: 5 });

      const resized = resizeBatches(plan, size);

      expect(resized).toEqual(await planZip(zip, { batchSize: size }));
      const batches = await batchesOf(resized, source);
      const expectedBatches = await batchesOf(await planZip(zip, { batchSize: size }), source);
      expect(batches.map((batch, i) => batch.equals(expectedBatches[i]!))).toEqual(batches.map(() => true));
    },
  );

  test('leaves the plan as it was', async () => {
    const plan = await planZip(zip, { batchSize: 5 });
    const before = { ...plan };

    resizeBatches(plan, 23);

    expect(plan).toEqual(before);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses a batch size of %d', async (size) => {
    const plan = await planZip(zip);

    expect(() => resizeBatches(plan, size)).toThrow(
      new RangeError(`batchSize must be a whole number of 1 or more, got ${size}`),
    );
  });
});
