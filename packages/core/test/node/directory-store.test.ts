import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  composeBatches,
  planArchive,
  splitArchive,
  StoreError,
  type ByteSource,
  type ComposeRequest,
  type StagedBatch,
} from '../../src/index.ts';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { DirectoryStore } from '../../src/node/directory-store.ts';
import { describeBatchStore, type StoreFixture } from '../contract/batch-store-contract.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { manifestOf } from '../helpers/plan-zip.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';
import { withTemporaryFolder } from '../helpers/run-tool.ts';
import { exportOf } from '../helpers/zip-of.ts';

const source = new MemorySource(sourceBytes);
const failing: ByteSource = { size: source.size, read: () => Promise.reject(new Error('EIO: i/o error')) };
const bufferBytes = 1024 * 1024;
const staging = '.biospex-batch.partial';
const zip = new MemorySource(exportOf(manifestOf(['a.jpg', 'b.jpg', 'c.jpg']), ['a.jpg', 'b.jpg', 'c.jpg']));

function composeIn(
  directory: string | DirectoryStore,
  change: Partial<ComposeRequest> = {},
): Promise<StagedBatch> {
  const store = typeof directory === 'string' ? new DirectoryStore(directory) : directory;
  const layout = layoutOf([[0, 1000]]);
  return store.compose({ key: 'a.zip', layout, source, onBytes: () => undefined, ...change });
}

async function makeFixture(durable: boolean): Promise<StoreFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
  const directory = join(folder, 'out');
  return {
    store: new DirectoryStore(directory, { durable }),
    read: (key) => readFile(join(directory, key)).catch(() => undefined),
    everything: () => readdir(directory).catch(() => []),
    close: () => rm(folder, { recursive: true }),
  };
}

describeBatchStore('DirectoryStore', () => makeFixture(true));
describeBatchStore('DirectoryStore that leaves flushing to the system', () => makeFixture(false));

describe('DirectoryStore', () => {
  test('keeps all batches in one hidden directory until they are published', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new DirectoryStore(folder);
      const [first, second] = [await composeIn(store), await composeIn(store, { key: 'b.zip' })];

      expect(await readdir(folder)).toEqual([staging]);
      await first.publish();
      expect((await readdir(folder)).sort()).toEqual([staging, 'a.zip']);
      await second.discard();
      expect(await readdir(folder)).toEqual(['a.zip']);
    });
  });

  test('reads into two buffers of 1 MiB for each batch in the making, and uses them again for the next', async () => {
    await withTemporaryFolder(async (folder) => {
      const fixture = makeExport({ images: 18, imageBytes: 500_000, columns: ['imageName'] });
      const archive = new MemorySource(buildZip(exportEntries(fixture.files)));
      const plan = await planArchive(archive, { stem: 'x', batchSize: 3 });
      const buffers = new Set<ArrayBufferLike>();
      let goOn = (): void => undefined;
      const areAllInUse = new Promise<void>((resolve) => (goOn = resolve));
      const watching: ByteSource = {
        size: archive.size,
        read: async (target, start) => {
          if (buffers.add(target.buffer).size === 6) goOn();
          await areAllInUse;
          await archive.read(target, start);
        },
      };

      await composeBatches(plan, watching, new DirectoryStore(folder), { concurrency: 3 });

      expect(plan.batches).toHaveLength(6);
      expect([...buffers].map(({ byteLength }) => byteLength)).toEqual(Array(6).fill(bufferBytes));
    });
  });

  test('makes the directories that are missing, but not before it composes', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new DirectoryStore(join(folder, 'a', 'b', 'c'));
      expect(await readdir(folder)).toEqual([]);

      await (await composeIn(store)).publish();

      expect(await readdir(join(folder, 'a', 'b', 'c'))).toEqual(['a.zip']);
    });
  });

  test('can be used again after a failure', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'out'), '');
      const store = new DirectoryStore(join(folder, 'out'));
      await expect(composeIn(store)).rejects.toMatchObject({ code: 'EEXIST' });
      await rm(join(folder, 'out'));
      await expect(composeIn(store, { source: failing })).rejects.toThrow('EIO: i/o error');
      expect(await readdir(join(folder, 'out'))).toEqual([]);

      await (await composeIn(store)).publish();

      expect(await readdir(join(folder, 'out'))).toEqual(['a.zip']);
    });
  });

  test('writes through a link to a directory, and replaces a link of the name of the batch', async () => {
    await withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'real'));
      await symlink('real', join(folder, 'link'));
      await writeFile(join(folder, 'precious'), 'precious');
      await symlink('../precious', join(folder, 'real', 'a.zip'));

      await (await composeIn(join(folder, 'link'))).publish();

      expect(await readFile(join(folder, 'real', 'a.zip'))).toHaveLength(1000);
      expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('precious');
    });
  });

  test.each([
    ['lies in a file', 'file/out', /ENOTDIR/],
    ['has a name that is too long', 'x'.repeat(256), /ENAMETOOLONG/],
    // Even for root: the permissions of an ordinary directory would not keep it out.
    ['cannot be written to', '/proc', /ENOENT|EACCES/],
  ])("rejects with the system's error when its directory %s", async (_, path, code) => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), 'precious');
      const directory = path.startsWith('/') ? path : join(folder, path);

      await expect(composeIn(directory)).rejects.toMatchObject({
        code: expect.stringMatching(code) as unknown,
      });

      expect(await readdir(folder)).toEqual(['file']);
    });
  });
});

describe('splitArchive into a directory', () => {
  test('leaves just its batches, also when it replaces others', async () => {
    await withTemporaryFolder(async (folder) => {
      for (let run = 0; run < 2; run++)
        await splitArchive(zip, new DirectoryStore(folder), { stem: 'x', batchSize: 2 });

      expect((await readdir(folder)).sort()).toEqual(['x-part1.zip', 'x-part2.zip']);
    });
  });

  test('writes batches of the longest stem that a plan allows', async () => {
    await withTemporaryFolder(async (folder) => {
      const stem = 'x'.repeat(235);

      await splitArchive(zip, new DirectoryStore(folder), { stem });

      expect(await readdir(folder)).toEqual([`${stem}-part1.zip`]);
    });
  });

  test('gives the error of the file system as the cause of its own', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'out'), '');

      const error = await catchBatchError(
        splitArchive(zip, new DirectoryStore(join(folder, 'out')), { stem: 'x' }),
      );

      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: 'WRITE_FAILED', cause: { code: 'EEXIST' } });
      expect(error.message).toMatch(/^batch x-part1\.zip cannot be written: (?:Error: )?EEXIST: /);
    });
  });

  test('refuses while another split is running, or after one was killed, and says what to do', async () => {
    await withTemporaryFolder(async (folder) => {
      const other = await composeIn(folder, { key: 'x-part1.zip' });

      const error = await catchBatchError(splitArchive(zip, new DirectoryStore(folder), { stem: 'x' }));
      await other.publish();

      expect(error).toMatchObject({
        code: 'WRITE_FAILED',
        message: `batch x-part1.zip cannot be written: another split is writing to ${folder}; if none is running, remove ${join(folder, staging)}`,
      });
      expect(await readFile(join(folder, 'x-part1.zip'))).toHaveLength(1000);
      expect(await readdir(folder)).toEqual(['x-part1.zip']);
    });
  });

  test('removes the batches it has named when a later one cannot get its name', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'x-part1.zip'), 'old');
      const store = new DirectoryStore(folder);
      const blocking = {
        compose: async (request: ComposeRequest) => {
          const batch = await store.compose(request);
          if (request.key === 'x-part2.zip') await mkdir(join(folder, request.key));
          return batch;
        },
      };

      const error = await catchBatchError(splitArchive(zip, blocking, { stem: 'x', batchSize: 1 }));

      expect(error).toMatchObject({ code: 'WRITE_FAILED', details: { key: 'x-part2.zip' } });
      expect(await readdir(folder)).toEqual(['x-part2.zip']);
    });
  });
});
