import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MemorySource, type ComposeAllRequest, type Layout } from '@biospex/batch-core';
import { S3Source, S3Store, TransferCounter } from '../../src/index.ts';
import { layoutBytes } from '../../../core/test/helpers/layout-bytes.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';
import { awsError, inject } from '../helpers/inject.ts';
import { archiveKey } from '../helpers/large-layout.ts';
import { bucket, startSmallS3, type LocalS3 } from '../helpers/local-s3.ts';

const MiB = 1024 ** 2;
const imageBytes = 50_000;
const images = 400;
const batchCount = 4;
const archiveBytes = seededRandom(11).bytes(images * imageBytes);
const source = new MemorySource(archiveBytes);
const keys = Array.from({ length: batchCount }, (_, i) => `export-part${i + 1}.zip`);

/** Batch `i` has every fourth image. */
function scattered(i: number): Layout {
  const segments = Array.from({ length: images / batchCount }, (_, n) => {
    const start = (n * batchCount + i) * imageBytes;
    return { kind: 'range' as const, start, end: start + imageBytes };
  });
  const bytes = seededRandom(i).bytes(1000);
  const size = (images / batchCount) * imageBytes + bytes.length;
  return { segments: [...segments, { kind: 'bytes', bytes }], size };
}

describe.each([
  ['in S3', true],
  ['elsewhere', false],
])('S3Store with several batches of an archive %s', (_, hasArchive) => {
  let s3: LocalS3;
  let counter: TransferCounter;

  beforeEach(async () => {
    s3 = await startSmallS3();
    await s3.put(archiveKey, archiveBytes);
    counter = new TransferCounter();
    counter.attach(s3.client);
  });
  afterEach(() => s3.close());

  const composeAll = async (
    packMemoryBytes: number,
    more: Partial<ComposeAllRequest> = {},
  ): Promise<S3Store> => {
    const archive = hasArchive ? await S3Source.open(s3.client, { bucket, key: archiveKey }) : undefined;
    const store = new S3Store(s3.client, { bucket, prefix: 'batch/', archive, packMemoryBytes });
    const layOut = (i: number): Promise<Layout> => Promise.resolve(scattered(i));
    await store.composeAll({ keys, layOut, source, onBytes: () => undefined, ...more });
    return store;
  };
  const expectBatches = async (finished: readonly string[]): Promise<void> => {
    expect(await s3.keys('batch/')).toEqual(finished.map((key) => `batch/${key}`));
    for (const key of finished) {
      const expected = await layoutBytes(scattered(keys.indexOf(key)), source);
      expect(expected.equals((await s3.get(`batch/${key}`))!)).toBe(true);
    }
  };

  test('reads the archive once for all of them', async () => {
    await composeAll(64 * MiB);

    await expectBatches(keys);
    // The archive's end was read when it was opened.
    expect(counter.snapshot().getRequests).toBe(
      hasArchive ? 1 + Math.ceil(archiveBytes.length / (6 * MiB)) : 0,
    );
  });

  test('reads it again if the memory is too small for all, and keeps finished batches if that fails', async () => {
    let uploads = 0;
    inject(s3.client, {
      command: 'PutObject',
      before: () => {
        if (++uploads > 2) throw awsError('AccessDenied', 403);
      },
    });

    // Two batches of 5 MB are one pack each.
    await expect(composeAll(13 * MiB)).rejects.toThrow('AccessDenied');

    await expectBatches(keys.slice(0, 2));
  });

  test('makes only missing batches, and reads only their bytes', async () => {
    await composeAll(64 * MiB, { keys: keys.slice(0, 3) });
    const before = counter.snapshot();

    const store = await composeAll(64 * MiB);

    await expectBatches(keys);
    expect([...store.reused]).toEqual(keys.slice(0, 3));
    const { bytesDown, putRequests } = counter.since(before);
    expect(putRequests).toBe(1);
    expect(bytesDown).toBeLessThan(hasArchive ? MiB + 1.25 * scattered(3).size + 10_000 : 10_000);
  });

  test('reports every byte once, and every batch when it exists', async () => {
    let bytes = 0;
    const there: Promise<boolean>[] = [];
    const onFinished = (key: string): void =>
      void there.push(s3.get(`batch/${key}`).then((batch) => batch !== undefined));
    const archive = hasArchive ? await S3Source.open(s3.client, { bucket, key: archiveKey }) : undefined;
    const store = new S3Store(s3.client, { bucket, prefix: 'batch/', archive, onFinished });

    await store.composeAll({
      keys,
      source,
      layOut: (i) => Promise.resolve(scattered(i)),
      onBytes: (count) => (bytes += count),
    });

    expect(bytes).toBe(keys.reduce((sum, _key, i) => sum + scattered(i).size, 0));
    expect(await Promise.all(there)).toEqual(keys.map(() => true));
  });

  test('makes batches whose ranges are not in the order of the archive', async () => {
    const reversed = (i: number): Layout => ({
      ...scattered(i),
      segments: scattered(i).segments.toReversed(),
    });
    await composeAll(MiB, { layOut: (i) => Promise.resolve(reversed(i)) });

    for (const [i, key] of keys.entries()) {
      const expected = await layoutBytes(reversed(i), source);
      expect(expected.equals((await s3.get(`batch/${key}`))!)).toBe(true);
    }
  });
});
