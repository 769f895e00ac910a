import { beforeAll, describe, expect, it } from '@jest/globals';
import { layOutBatch, MemorySource, planArchive } from '../../src/index.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { layoutBytes } from '../helpers/layout-bytes.ts';
import { manifestOf } from '../helpers/plan-zip.ts';
import { openWithUnzipper } from '../helpers/sparse-batch.ts';
import { signatures, uint32 } from '../helpers/zip-records.ts';

describe('a batch of many images', () => {
  const names = Array.from({ length: 65_535 }, (_, i) => `${i.toString(16)}.jpg`);
  let source: MemorySource;
  beforeAll(() => {
    const images = names.map((name) => ({ name, data: name }));
    source = new MemorySource(buildZip([...images, { name: 'manifest.csv', data: manifestOf(names) }]));
  });

  it.each([65_534, 65_535, 65_536])(
    'has a ZIP64 end record just when needed: with %d entries',
    async (count) => {
      const plan = await planArchive(source, { stem: 'export', batchSize: count - 1 });
      const layout = await layOutBatch(plan, 1, source);

      const bytes = await layoutBytes(layout, source);
      const { files } = await openWithUnzipper(layout, source);

      expect(bytes.subarray(-100).includes(uint32(signatures.zip64Locator))).toBe(count >= 65_535);
      expect(plan.batches[0]!.bytes).toBe(layout.size);
      expect(files.map(({ path }) => path)).toEqual(['manifest.csv', ...names.slice(0, count - 1)]);
      expect((await files.at(-1)!.buffer()).toString()).toBe(names[count - 2]);
    },
  );
});
