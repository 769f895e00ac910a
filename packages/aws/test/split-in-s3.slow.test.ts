import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { composeBatches, planArchive, type Plan } from '@biospex/batch-core';
import { S3Source, S3Store, TransferCounter } from '../src/index.ts';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport, type ExportOptions } from '../../core/test/helpers/export-fixture.ts';
import { withTemporaryFolder } from '../../core/test/helpers/run-tool.ts';
import { expectSameBatches } from './helpers/expect-same-batches.ts';
import { bucket, startLargeS3, startSmallS3, type LocalS3 } from './helpers/local-s3.ts';

// Characters that are encoded in a URL. The large server decodes only some of them.
const keys = { small: 'export/123-2 é+&%.zip', large: 'export/123-2 é.zip' };
const prefix = 'batch/';
const images = 240;
const zipOfExport = (options: ExportOptions): Buffer => buildZip(exportEntries(makeExport(options).files));

interface Split {
  readonly plan: Plan;
  readonly store: S3Store;
}

describe.each([
  ['a small S3', startSmallS3, keys.small, 8 * 1024 ** 2],
  ['a large S3', startLargeS3, keys.large, 16 * 1024 ** 2],
])('a split in %s', (_, start, key, archiveBytes) => {
  const imageBytes = Math.floor(archiveBytes / images);
  let s3: LocalS3;
  let counter: TransferCounter;

  beforeEach(async () => {
    s3 = await start();
    counter = new TransferCounter();
    counter.attach(s3.client);
  });
  afterEach(() => s3.close());

  const split = async (batchSize: number): Promise<Split> => {
    const archive = await S3Source.open(s3.client, { bucket, key });
    const plan = await planArchive(archive, { stem: 'export', batchSize });
    const store = new S3Store(s3.client, { bucket, prefix, archive });
    await composeBatches(plan, archive, store);
    return { plan, store };
  };

  test.each([
    ['in the order of the manifest', 'manifest', 120],
    ['shuffled', 'shuffled', 120],
    ['in one batch', 'manifest', 1000],
    ['in many small batches', 'shuffled', 20],
  ] as const)('makes the same batches as a split on disk: %s', async (_case, order, batchSize) => {
    const zip = zipOfExport({ images, order, imageBytes });
    await s3.put(key, zip);
    const { plan } = await split(batchSize);

    const { bytesUp, bytesDown, bytesCopied } = counter.snapshot();
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'export.zip');
      await writeFile(path, zip);
      await expectSameBatches(s3, prefix, plan, path);
    });
    expect(bytesUp + bytesCopied).toBeLessThanOrEqual(1.02 * plan.bytes);
    expect(bytesDown).toBeLessThanOrEqual(1.1 * bytesUp + 2 * 1024 ** 2);
    const isLong = order === 'manifest' && plan.batches[0]!.bytes > 5 * 1024 ** 2;
    if (isLong) expect(bytesCopied).toBeGreaterThan(0.98 * plan.bytes);
  });

  test('reuses the batches of an earlier attempt and makes only the missing ones', async () => {
    await s3.put(key, zipOfExport({ images: 60 }));
    await split(20);
    const { putRequests: before } = counter.snapshot();

    await s3.put(`${prefix}export-part2.zip`, Buffer.from('another object'));
    const { store } = await split(20);

    expect([...store.reused].sort()).toEqual(['export-part1.zip', 'export-part3.zip']);
    expect(counter.snapshot().putRequests - before).toBe(1);
  });

  test('makes batches again if the archive was replaced', async () => {
    await s3.put(key, zipOfExport({ images: 60 }));
    await split(20);

    await s3.put(key, zipOfExport({ images: 60, seed: 2 }));
    const { store } = await split(20);

    expect(store.reused.size).toBe(0);
  });
});

test.each([
  ['in the order of the manifest', 'manifest'],
  ['shuffled', 'shuffled'],
] as const)('plans an archive of 4,000 images with 8 requests at most: %s', async (_, order) => {
  const s3 = await startSmallS3();
  const counter = new TransferCounter();
  counter.attach(s3.client);
  const files = makeExport({ images: 4000, order, imageBytes: 2500 });
  // Stored, so that the manifest takes 1.6 MB.
  await s3.put(keys.small, buildZip(exportEntries(files.files, { manifest: { method: 0 } })));

  const archive = await S3Source.open(s3.client, { bucket, key: keys.small });
  const plan = await planArchive(archive, { stem: 'export' });

  const { getRequests, otherRequests } = counter.snapshot();
  expect(plan.images).toBe(4000);
  expect(files.manifestBytes.length).toBeGreaterThan(1_500_000);
  expect(getRequests + otherRequests).toBeLessThanOrEqual(8);
  await s3.close();
});
