import { describe, expect, it } from '@jest/globals';
import { MemorySource } from '../../src/index.ts';
import { makeExport } from '../helpers/export-fixture.ts';
import { goodVariants } from '../helpers/good-variants.ts';
import { batchesOf, planZip } from '../helpers/plan-zip.ts';
import { expectBatches } from '../helpers/expect-batches.ts';

const fixture = makeExport({ images: 5, seed: 21 });

describe('planArchive', () => {
  it.each(goodVariants.map((variant) => [variant.name, variant] as const))(
    'allows an archive %s, and knows the size of its batches',
    async (_, variant) => {
      const { bytes } = variant.build(fixture.files);
      const plan = await planZip(bytes, { batchSize: 2 });

      const batches = await batchesOf(plan, new MemorySource(bytes));

      await expectBatches(batches, fixture, 2);
      expect(plan.batches.map((batch) => batch.bytes)).toEqual(batches.map(({ length }) => length));
      expect((await planZip(bytes, { batchSize: 2, dryRun: true })).batches).toEqual(plan.batches);
    },
  );
});
