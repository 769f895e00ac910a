import { expect, test } from '@jest/globals';
import { BlobSource, composeBlob, layOutBatch, planArchive } from '../../src/index.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { splitZip } from '../helpers/plan-zip.ts';

test('a batch of slices of the archive has the bytes of one that is written', async () => {
  const { files } = makeExport({ images: 9, order: 'shuffled' });
  const zip = buildZip(
    exportEntries(files.map((file, i) => (i === 3 ? { ...file, name: `x/${file.name}` } : file))),
  );
  const archive = new Blob([zip]);
  const source = new BlobSource(archive);
  const plan = await planArchive(source, { stem: 'export', batchSize: 4 });

  const batches = await Promise.all(
    plan.batches.map(async (_, i) => {
      const batch = composeBlob(archive, await layOutBatch(plan, i + 1, source));
      return Buffer.from(await batch.arrayBuffer());
    }),
  );

  const written = await splitZip(zip, { batchSize: 4 });
  expect(batches.map((batch, i) => batch.equals(written[i]!))).toEqual([true, true, true]);
});
