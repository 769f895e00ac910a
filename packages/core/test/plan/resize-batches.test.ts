import { describe, expect, test } from '@jest/globals';
import { layOutBatch, MemorySource, resizeBatches } from '../../src/index.ts';
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

      const { contents: _, ...expected } = await planZip(zip, { batchSize: size });
      expect(resized).toMatchObject(expected);
      expect(resized.batches).toEqual(expected.batches);
      const batches = await batchesOf(resized, source);
      const expectedBatches = await batchesOf(await planZip(zip, { batchSize: size }), source);
      expect(batches.map((batch, i) => batch.equals(expectedBatches[i]!))).toEqual(batches.map(() => true));
    },
  );

  test('leaves the plan as it was', async () => {
    const plan = await planZip(zip, { batchSize: 5 });
    const size = layOutBatch(plan, 5).size;

    resizeBatches(plan, 23);

    expect(plan.batches).toHaveLength(5);
    expect(layOutBatch(plan, 5).size).toBe(size);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses a batch size of %d', async (size) => {
    const plan = await planZip(zip);

    expect(() => resizeBatches(plan, size)).toThrow(
      new RangeError(`batch size ${size} is not a whole number from 1 on`),
    );
  });
});
