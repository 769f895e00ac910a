import { describe, it } from '@jest/globals';
import { makeExport } from '../helpers/export-fixture.ts';
import { goodVariants } from '../helpers/good-variants.ts';
import { splitZip } from '../helpers/plan-zip.ts';
import { expectBatches } from '../helpers/expect-batches.ts';

const fixture = makeExport({ images: 5, seed: 21 });

describe('planArchive', () => {
  it.each(goodVariants.map((variant) => [variant.name, variant] as const))(
    'allows an archive %s',
    async (_, variant) => {
      const { bytes } = variant.build(fixture.files);

      const batches = await splitZip(bytes, { batchSize: 2 });

      await expectBatches(batches, fixture, 2);
    },
  );
});
