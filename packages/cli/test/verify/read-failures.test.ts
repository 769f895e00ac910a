import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  MemorySource,
  MemoryStore,
  planArchive,
  splitArchive,
  StoreError,
  type ByteSource,
} from '@biospex/batch-core';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { untilItSucceeds } from '../../../core/test/helpers/until-it-succeeds.ts';
import { failingAtRead } from '../../../core/test/helpers/watch-store.ts';
import type { BatchPlace } from '../../src/verify/batch-place.ts';
import { verifyBatches, type VerifiedBatches } from '../../src/verify/verify-batches.ts';

const archive = new MemorySource(buildZip(exportEntries(makeExport({ images: 4 }).files)));
const batches = new MemoryStore();
/** Sizes of the two batches. */
const sizes: number[] = [];

beforeAll(async () => {
  const plan = await splitArchive(archive, batches, { stem: 's', batchSize: 2 });
  sizes.push(...plan.batches.map(({ bytes }) => bytes));
});

/** Verifies the batches, opened by `open`. */
async function verify(
  open: (source: MemorySource, file: string) => ByteSource,
  { signal = new AbortController().signal, from = archive }: { signal?: AbortSignal; from?: ByteSource } = {},
): Promise<{ verified: VerifiedBatches | undefined; error: unknown; opened: number; closed: number }> {
  const counts = { opened: 0, closed: 0 };
  const place: BatchPlace = {
    list: () => Promise.resolve([...batches.files.keys()]),
    open: async (file) => {
      const source = open(new MemorySource(batches.files.get(file) ?? new Uint8Array(0)), file);
      counts.opened++;
      const close = (): Promise<void> => {
        counts.closed++;
        return Promise.resolve();
      };
      return Promise.resolve(Object.assign(source, { close }));
    },
  };
  const plan = await planArchive(archive, { stem: 's' });
  try {
    const options = { place, stem: 's', signal, onImage: () => undefined };
    return { verified: await verifyBatches(plan, from, options), error: undefined, ...counts };
  } catch (error) {
    return { verified: undefined, error, ...counts };
  }
}

describe('verification of batches that cannot be read', () => {
  test('throws the cause if any read of a batch fails, and reports no damage', async () => {
    const failures = await untilItSucceeds(async (nth) => {
      const cause = new Error(`EIO: read ${nth}`);

      const { verified, error, opened, closed } = await verify((source, file) =>
        file === 's-part2.zip' ? failingAtRead(source, nth, cause) : source,
      );

      expect({ opened, closed }).toEqual({ opened: 2, closed: 2 });
      if (error === undefined) {
        expect(verified).toMatchObject({ problems: [], rows: 4, images: 4, bytes: sizes[0]! + sizes[1]! });
        return true;
      }
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({
        code: 'READ_FAILED',
        message: `batch s-part2.zip cannot be read: EIO: read ${nth}`,
        cause,
      });
      return false;
    });

    // The end, the directory, the manifest, and two images.
    expect(failures).toBeGreaterThanOrEqual(5);
  });

  test('throws the cause if any read of the archive fails', async () => {
    const failures = await untilItSucceeds(async (nth) => {
      const cause = new Error(`EIO: read ${nth}`);

      const { error, opened, closed } = await verify((source) => source, {
        from: failingAtRead(archive, nth, cause),
      });

      expect(closed).toBe(opened);
      if (error === undefined) return true;
      expect(error).toMatchObject({ code: 'READ_FAILED', cause });
      return false;
    });

    // A header and the data of the manifest and of each image.
    expect(failures).toBe(10);
  });

  test('continues with the next batch if one cannot be opened', async () => {
    const { verified } = await verify((source, file) => {
      if (file === 's-part1.zip') throw new Error('it is locked');
      return source;
    });

    expect(verified).toMatchObject({ problems: ['s-part1.zip cannot be read: it is locked'], rows: 2 });
  });

  test('throws the reason if it is aborted during a read', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');

    const { error, opened, closed } = await verify(
      (source) => ({
        size: source.size,
        read: (_target, _start, signal) => {
          controller.abort(reason);
          signal?.throwIfAborted();
          throw new Error('read without the signal');
        },
      }),
      { signal: controller.signal },
    );

    expect(error).toBe(reason);
    expect({ opened, closed }).toEqual({ opened: 1, closed: 1 });
  });
});
