import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { splitArchive, StoreError, type ByteSource, type ComposeRequest } from '../../src/index.ts';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { DirectoryStore } from '../../src/node/directory-store.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { manifestOf } from '../helpers/plan-zip.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';
import { runTool, withTemporaryFolder } from '../helpers/run-tool.ts';
import { exportOf } from '../helpers/zip-of.ts';

const source = new MemorySource(sourceBytes);
const failing: ByteSource = { size: source.size, read: () => Promise.reject(new Error('EIO: i/o error')) };
const zip = exportOf(manifestOf(['a.jpg', 'b.jpg', 'c.jpg']), ['a.jpg', 'b.jpg', 'c.jpg']);

function request(change: Partial<ComposeRequest> = {}): ComposeRequest {
  return { key: 'a.zip', layout: layoutOf([[0, 1000]]), source, onBytes: () => undefined, ...change };
}

describe('DirectoryStore', () => {
  test('makes the directories that are missing', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new DirectoryStore(join(folder, 'a', 'b', 'c'));

      await (await store.compose(request())).publish();

      expect(await readdir(join(folder, 'a', 'b', 'c'))).toEqual(['a.zip']);
    });
  });

  test('makes the same missing directories at the same time as another', async () => {
    await withTemporaryFolder(async (folder) => {
      const directory = join(folder, 'a', 'b', 'c');
      const keys = ['1.zip', '2.zip', '3.zip', '4.zip'];

      const batches = await Promise.all(
        keys.map((key) => new DirectoryStore(directory).compose(request({ key }))),
      );
      await Promise.all(batches.map((batch) => batch.publish()));

      expect((await readdir(directory)).sort()).toEqual(keys);
    });
  });

  test('makes nothing before it composes', async () => {
    await withTemporaryFolder(async (folder) => {
      expect(new DirectoryStore(join(folder, 'a'))).toBeDefined();

      expect(await readdir(folder)).toEqual([]);
    });
  });

  test.each([
    ['all were missing', [], []],
    ['some were missing', ['a'], ['a']],
    ['none was missing', ['a', 'a/b', 'a/b/c'], ['a', 'a/b', 'a/b/c']],
  ])('removes the directories it made, and no others, after a failure: %s', async (_, before, after) => {
    await withTemporaryFolder(async (folder) => {
      for (const directory of before) await mkdir(join(folder, directory));
      const store = new DirectoryStore(join(folder, 'a', 'b', 'c'));

      await expect(store.compose(request({ source: failing }))).rejects.toThrow('EIO: i/o error');

      expect(await readdir(folder, { recursive: true })).toEqual(after);
    });
  });

  test.each([0, 4, 8, 12, 16])(
    'keeps the directories it made for batches that begin %d turns after one has failed',
    async (turns) => {
      await withTemporaryFolder(async (folder) => {
        const store = new DirectoryStore(join(folder, 'a', 'b'));
        const causeOf = (key: string): Promise<unknown> =>
          store.compose(request({ key, source: failing })).catch((error: unknown) => error);

        for (let round = 0; round < 20; round++) {
          const first = causeOf('a.zip');
          for (let turn = 0; turn < turns; turn++) await setImmediate();
          const causes = await Promise.all([first, ...['b.zip', 'c.zip', 'd.zip'].map(causeOf)]);

          expect(causes).toEqual(Array(4).fill(new Error('EIO: i/o error')));
          expect(await readdir(folder)).toEqual([]);
        }
      });
    },
  );

  test('says of every batch why the directory cannot be made, and leaves nothing of its path', async () => {
    await withTemporaryFolder(async (folder) => {
      const causeOf = (store: DirectoryStore, key: string): Promise<unknown> =>
        store.compose(request({ key })).catch((error: unknown) => (error as NodeJS.ErrnoException).code);

      for (let round = 0; round < 20; round++) {
        const store = new DirectoryStore(join(folder, 'a', 'b', 'c', 'too-long'.repeat(40)));
        const causes = await Promise.all(['a.zip', 'b.zip'].map((key) => causeOf(store, key)));

        expect(causes).toEqual(['ENAMETOOLONG', 'ENAMETOOLONG']);
        expect(await readdir(folder)).toEqual([]);
      }
    });
  });

  test('removes the directories it made when the last batch is discarded', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new DirectoryStore(join(folder, 'a', 'b'));
      const first = await store.compose(request());
      const second = await store.compose(request({ key: 'b.zip' }));
      await first.publish();

      await first.discard();
      const left = await readdir(join(folder, 'a', 'b'));
      await second.discard();

      expect(left).toHaveLength(1);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('removes all directories it made for batches composed at the same time', async () => {
    await withTemporaryFolder(async (folder) => {
      for (let run = 0; run < 20; run++) {
        const store = new DirectoryStore(join(folder, 'a', 'b', 'c', 'd'), { durable: false });
        const keys = ['1.zip', '2.zip', '3.zip', '4.zip'];
        const batches = await Promise.all(keys.map((key) => store.compose(request({ key }))));

        await Promise.all(batches.map((batch) => batch.discard()));

        expect(await readdir(folder)).toEqual([]);
      }
    });
  });

  test("leaves a directory it made when somebody else's file is in it", async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new DirectoryStore(join(folder, 'a', 'b'));
      const batch = await store.compose(request());
      await writeFile(join(folder, 'a', 'mine'), '');

      await batch.discard();

      expect(await readdir(folder, { recursive: true })).toEqual(['a', 'a/mine']);
    });
  });

  test('can be used again when it has removed its directory after a failure', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = new DirectoryStore(join(folder, 'a', 'b'));
      await store.compose(request({ source: failing })).catch(() => undefined);

      await (await store.compose(request())).publish();

      expect(await readdir(join(folder, 'a', 'b'))).toEqual(['a.zip']);
    });
  });

  test('can be used again when what stood in the way of its directory has gone', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'a'), '');
      const store = new DirectoryStore(join(folder, 'a'));
      await store.compose(request()).catch(() => undefined);
      await rm(join(folder, 'a'));

      await (await store.compose(request())).publish();

      expect(await readdir(join(folder, 'a'))).toEqual(['a.zip']);
    });
  });

  test.each([
    ['is a file', 'file', 'EEXIST'],
    ['lies in a file', 'file/out', 'ENOTDIR'],
    ['has a name that is too long', 'x'.repeat(256), 'ENAMETOOLONG'],
    ['has a name that is too long, in one that is missing', `new/${'x'.repeat(256)}`, 'ENAMETOOLONG'],
  ])(
    "rejects with the system's error when its directory %s, and leaves all as it was",
    async (_, path, code) => {
      await withTemporaryFolder(async (folder) => {
        await writeFile(join(folder, 'file'), 'precious');

        await expect(new DirectoryStore(join(folder, path)).compose(request())).rejects.toMatchObject({
          code,
        });

        expect(await readdir(folder)).toEqual(['file']);
        expect(await readFile(join(folder, 'file'), 'utf8')).toBe('precious');
      });
    },
  );

  test("rejects with the system's error when nobody may write in its directory", async () => {
    // Even root may not: the permissions of an ordinary directory would not keep it out.
    for (const directory of ['/proc', '/proc/new', '/proc/new/new']) {
      await expect(new DirectoryStore(directory).compose(request())).rejects.toHaveProperty('code');
    }
  });

  test('rejects when a directory has the name of the batch, before it reads the archive', async () => {
    await withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'a.zip'));

      await expect(new DirectoryStore(folder).compose(request({ source: failing }))).rejects.toMatchObject({
        code: 'EISDIR',
      });

      expect(await readdir(folder)).toEqual(['a.zip']);
    });
  });

  test('lets the first of two splits into one directory have it', async () => {
    await withTemporaryFolder(async (folder) => {
      const first = await new DirectoryStore(folder).compose(request({ layout: layoutOf([[0, 10]]) }));
      const second = await new DirectoryStore(folder).compose(request({ layout: layoutOf([[0, 20]]) }));
      await second.publish();

      await expect(first.publish()).rejects.toThrow('another split wrote it meanwhile');
      await first.discard();

      expect(await readdir(folder)).toEqual(['a.zip']);
      expect(await readFile(join(folder, 'a.zip'))).toHaveLength(20);
    });
  });

  test('leaves a batch alone that another split has put in the place of the one discarded', async () => {
    await withTemporaryFolder(async (folder) => {
      const first = await new DirectoryStore(folder).compose(request({ layout: layoutOf([[0, 10]]) }));
      await first.publish();
      const second = await new DirectoryStore(folder).compose(request({ layout: layoutOf([[0, 20]]) }));
      await second.publish();
      await second.settle?.();

      await first.discard();

      expect(await readdir(folder)).toEqual(['a.zip']);
      expect(await readFile(join(folder, 'a.zip'))).toHaveLength(20);
    });
  });

  test.each([
    ['has settled', true, 'another split replaced it meanwhile'],
    [
      'is still at it',
      false,
      'another split is replacing it, or was killed at that; once none is running, remove a.zip.old, or rename it to a.zip to have the old batch back',
    ],
  ])('does not replace a batch that another split has replaced, which %s', async (_, isSettled, message) => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'a.zip'), 'before');
      const first = await new DirectoryStore(folder).compose(request({ layout: layoutOf([[0, 10]]) }));
      const second = await new DirectoryStore(folder).compose(request({ layout: layoutOf([[0, 20]]) }));
      await second.publish();
      if (isSettled) await second.settle?.();

      await expect(first.publish()).rejects.toThrow(message);
      await first.discard();
      await second.settle?.();

      expect(await readdir(folder)).toEqual(['a.zip']);
      expect(await readFile(join(folder, 'a.zip'))).toHaveLength(20);
    });
  });
});

describe('splitArchive into a directory', () => {
  test('gives the error of the file system as the cause of its own', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'out'), '');
      const store = new DirectoryStore(join(folder, 'out'));

      const error = await catchBatchError(splitArchive(new MemorySource(zip), store, { stem: 'x' }));

      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: 'WRITE_FAILED', cause: { code: 'EEXIST' } });
      expect(error.message).toMatch(/^batch x-part1\.zip cannot be written: (?:Error: )?EEXIST: /);
    });
  });

  test('does not replace a named pipe', async () => {
    await withTemporaryFolder(async (folder) => {
      const pipe = join(folder, 'a.zip');
      await runTool('mkfifo', [pipe]);

      await expect(new DirectoryStore(folder).compose(request())).rejects.toThrow('is not a regular file');

      expect((await lstat(pipe)).isFIFO()).toBe(true);
      expect(await readdir(folder)).toEqual(['a.zip']);
    });
  });

  test('brings back the batches that it had replaced when a later one cannot be published', async () => {
    await withTemporaryFolder(async (folder) => {
      for (const part of [1, 2]) await writeFile(join(folder, `x-part${part}.zip`), `old ${part}`);
      await writeFile(join(folder, 'x-part2.zip.old'), 'in the way');

      const error = await catchBatchError(
        splitArchive(new MemorySource(zip), new DirectoryStore(folder), { stem: 'x', batchSize: 1 }),
      );

      expect(error).toMatchObject({
        code: 'WRITE_FAILED',
        message:
          'batch x-part2.zip cannot be written: another split is replacing it, or was killed at that; once none is running, remove x-part2.zip.old, or rename it to x-part2.zip to have the old batch back',
      });
      const left = await readdir(folder);
      expect(left.sort()).toEqual(['x-part1.zip', 'x-part2.zip', 'x-part2.zip.old']);
      expect(await readFile(join(folder, 'x-part1.zip'), 'utf8')).toBe('old 1');
    });
  });

  test('leaves just its batches when it has replaced others', async () => {
    await withTemporaryFolder(async (folder) => {
      for (let run = 0; run < 2; run++)
        await splitArchive(new MemorySource(zip), new DirectoryStore(folder), { stem: 'x', batchSize: 2 });

      expect((await readdir(folder)).sort()).toEqual(['x-part1.zip', 'x-part2.zip']);
    });
  });
});
