import { readdir } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import {
  planArchive,
  MemorySource,
  MemoryStore,
  splitArchive,
  StoreError,
  type BatchStore,
  type ByteSource,
  type Progress,
} from '../src/index.ts';
import { DirectoryStore } from '../src/node/directory-store.ts';
import { buildZip } from './helpers/build-zip.ts';
import { exportEntries, makeExport } from './helpers/export-fixture.ts';
import { untilItSucceeds } from './helpers/until-it-succeeds.ts';
import { actAtReport, failingAtRead, failNth, watchStore } from './helpers/watch-store.ts';
import { withTemporaryFolder } from './helpers/run-tool.ts';

const fixture = makeExport({ images: 6, order: 'shuffled', seed: 3 });
// One image in a folder, so that its local header is read for a new one.
const files = fixture.files.map((file, i) => (i === 2 ? { ...file, name: `folder/${file.name}` } : file));
const zip = buildZip(exportEntries(files));
const options = { stem: 'export', batchSize: 2 };
const batchFiles = [1, 2, 3].map((n) => `export-part${n}.zip`);

function split(
  source: ByteSource,
  store: BatchStore,
  more: Partial<Parameters<typeof splitArchive>[2]> = {},
): Promise<unknown> {
  return splitArchive(source, store, { ...options, ...more }).then(
    () => undefined,
    (error: unknown) => error ?? 'rejected with nothing',
  );
}

describe('splitArchive into a directory', () => {
  test('leaves nothing whichever read of the source fails, and says why', async () => {
    await withTemporaryFolder(async (folder) => {
      const failures = await untilItSucceeds(async (nth) => {
        const cause = new Error(`EIO: read ${nth}`);
        const source = failingAtRead(new MemorySource(zip), nth, cause);

        const error = await split(source, new DirectoryStore(folder, { durable: false }));

        if (error === undefined) return true;
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ code: 'READ_FAILED', cause });
        expect((error as Error).message).toMatch(
          new RegExp(`^bytes \\d+ to \\d+ of the archive cannot be read: EIO: read ${nth}$`),
        );
        expect(await readdir(folder)).toEqual([]);
        return false;
      });

      // At least: end record, directory, manifest, local headers, and the data of three batches.
      expect(failures).toBeGreaterThanOrEqual(8);
      expect(await readdir(folder)).toEqual(batchFiles);
    });
  });

  test('leaves nothing at whichever report of its progress it is aborted, and rejects with the reason', async () => {
    await withTemporaryFolder(async (folder) => {
      const aborted = await untilItSucceeds(async (nth) => {
        const controller = new AbortController();
        const reason = new Error(`enough at ${nth}`);
        const progress = actAtReport(nth, () => controller.abort(reason));
        const store = new DirectoryStore(folder, { durable: false });

        const error = await split(new MemorySource(zip), store, { signal: controller.signal, progress });

        if (error === undefined) return true;
        expect(error).toBe(reason);
        expect(await readdir(folder)).toEqual([]);
        return false;
      });

      expect(aborted).toBeGreaterThanOrEqual(6);
      expect(await readdir(folder)).toEqual(batchFiles);
    });
  });
});

describe('splitArchive', () => {
  test('publishes nothing when the archive has changed', async () => {
    const memory = new MemoryStore();
    const source: ByteSource = Object.assign(new MemorySource(zip), {
      checkUnchanged: () => Promise.reject(new Error('it was written to')),
    });

    expect(await split(source, memory)).toMatchObject({ code: 'ARCHIVE_CHANGED' });
    expect(memory.files).toEqual(new Map());
  });

  test('does not call an archive damaged that changes while it is planned', async () => {
    const memory = new MemorySource(zip);
    const source: ByteSource = {
      size: memory.size,
      // Its directory is the old one's, its beginning the new one's.
      read: async (target, start) => {
        await memory.read(target, start);
        if (start < 100) target.fill(0);
      },
      checkUnchanged: () => Promise.reject(new Error('it was written to')),
    };

    await expect(planArchive(source, { stem: 'export' })).rejects.toMatchObject({
      code: 'ARCHIVE_CHANGED',
      message: 'the archive changed while it was being read: it was written to',
    });
  });

  test.each(['compose', 'publish'])(
    'takes back all batches whichever call of %s fails, and says why',
    async (kind) => {
      const failures = await untilItSucceeds(async (nth) => {
        const cause = new Error('ENOSPC: no space left on device');
        const memory = new MemoryStore();
        const store = watchStore(memory, failNth(kind, nth, cause));

        const error = await split(new MemorySource(zip), store);

        if (error === undefined) return true;
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({
          code: 'WRITE_FAILED',
          message: expect.stringMatching(
            /^batch export-part\d\.zip cannot be written: ENOSPC: no space left on device$/,
          ) as unknown,
          cause,
        });
        expect(store.held).toEqual(new Set());
        expect(memory.files).toEqual(new Map());
        return false;
      });

      expect(failures).toBe(3);
    },
  );

  test('passes on an error of the package that the store rejects with', async () => {
    const failure = new StoreError('WRITE_FAILED', 'the bucket is gone');

    expect(
      await split(new MemorySource(zip), watchStore(new MemoryStore(), failNth('compose', 2, failure))),
    ).toBe(failure);
  });

  test('starts no further batch after a failure', async () => {
    const store = watchStore(new MemoryStore(), failNth('compose', 1, new Error('ENOSPC')));

    await split(new MemorySource(zip), store, { concurrency: 1 });

    expect(store.calls).toEqual(['compose export-part1.zip']);
  });

  test('discards the other batches even if one cannot be discarded, and says what remains and why', async () => {
    const failure = new Error('ENOSPC');
    const store = watchStore(new MemoryStore(), (call) => {
      if (call === 'publish export-part2.zip') return failure;
      return call === 'discard export-part1.zip' ? new Error('EBUSY') : undefined;
    });

    const error = await split(new MemorySource(zip), store);

    expect(error).toMatchObject({
      code: 'WRITE_FAILED',
      message:
        'the split failed (batch export-part2.zip cannot be written: ENOSPC), and its batches cannot be removed: EBUSY',
      cause: { cause: failure },
    });
    expect(store.held).toEqual(new Set(['export-part1.zip']));
  });

  test('discards a batch only when no other is being composed any more', async () => {
    const store = watchStore(new MemoryStore(), failNth('compose', 2, new Error('ENOSPC')));

    await split(new MemorySource(zip), store, { concurrency: 3 });

    const firstDiscard = store.calls.findIndex((call) => call.startsWith('discard '));
    expect(store.calls.slice(firstDiscard).filter((call) => !call.startsWith('discard '))).toEqual([]);
    expect(store.held).toEqual(new Set());
  });

  test('reads nothing when it is aborted before it starts', async () => {
    const reason = new Error('too late');
    const source = failingAtRead(new MemorySource(zip), 1, new Error('read'));

    expect(await split(source, new MemoryStore(), { signal: AbortSignal.abort(reason) })).toBe(reason);
  });

  test('publishes nothing when it is aborted at the last report', async () => {
    const controller = new AbortController();
    const memory = new MemoryStore();
    const progress: Progress = {
      report: (phase, done, total) => {
        if (phase === 'compose' && done === total) controller.abort(new Error('enough'));
      },
    };

    const error = await split(new MemorySource(zip), memory, { signal: controller.signal, progress });

    expect(error).toEqual(new Error('enough'));
    expect(memory.files).toEqual(new Map());
  });

  test('publishes all batches though it is aborted between two of them', async () => {
    const controller = new AbortController();
    const memory = new MemoryStore();
    const store = watchStore(memory, (call) => {
      if (call === 'publish export-part2.zip') controller.abort(new Error('enough'));
      return undefined;
    });

    expect(await split(new MemorySource(zip), store, { signal: controller.signal })).toBeUndefined();

    expect([...memory.files.keys()]).toEqual(batchFiles);
  });
});
