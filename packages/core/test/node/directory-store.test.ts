import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { composeBatches, planArchive, splitArchive, type ByteSource } from '../../src/index.ts';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { DirectoryStore } from '../../src/node/directory-store.ts';
import { describeBatchStore, type StoreFixture } from '../contract/batch-store-contract.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { layoutBytes } from '../helpers/layout-bytes.ts';
import { manifestOf } from '../helpers/plan-zip.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';
import { withTemporaryFolder } from '../helpers/run-tool.ts';
import { exportOf } from '../helpers/zip-of.ts';

const source = new MemorySource(sourceBytes);
const bufferBytes = 1024 * 1024;

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
  test('writes under a hidden name that is no ZIP until it publishes', async () => {
    await withTemporaryFolder(async (folder) => {
      const seen: string[] = [];
      const watching = watch(source, async () => void seen.push(...(await readdir(folder))));

      await composeIn(folder, watching);
      const staged = await readdir(folder);

      expect(seen).not.toEqual([]);
      expect(staged).toHaveLength(1);
      for (const name of [...seen, ...staged]) expect(name).toMatch(/^\..*\.partial$/);
    });
  });

  test.each([
    ['fits into one buffer', [[0, bufferBytes / 2]]],
    ['fills one buffer less a byte', [bufferBytes - 1]],
    ['fills one buffer', [[0, 500_000], bufferBytes - 500_000]],
    ['fills one buffer and a byte', [[0, 500_000], bufferBytes - 499_999]],
    ['fills two buffers', [[0, 999_000], 2 * bufferBytes - 999_000]],
    ['has segments that span several buffers', [2_000_000, [0, 1_000_000], 1_900_000, [1, 1_000_000]]],
    [
      'has thousands of small segments',
      Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? 50 : [i, i + 300])),
    ],
  ] as [string, (number | [number, number])[]][])('writes a batch that %s', async (_, parts) => {
    await withTemporaryFolder(async (folder) => {
      const layout = layoutOf(parts);

      const batch = await new DirectoryStore(folder).compose({
        key: 'a.zip',
        layout,
        source,
        onBytes: () => undefined,
      });
      await batch.publish();

      const written = await readFile(join(folder, 'a.zip'));
      expect(written.equals(await layoutBytes(layout, source))).toBe(true);
    });
  });

  test('reads into two buffers of 1 MiB for each batch in the making, and uses them again for the next', async () => {
    await withTemporaryFolder(async (folder) => {
      const fixture = makeExport({ images: 18, imageBytes: 500_000, columns: ['imageName'] });
      const zip = buildZip(exportEntries(fixture.files));
      const plan = await planArchive(new MemorySource(zip), { stem: 'x', batchSize: 3 });
      const buffers = new Set<ArrayBufferLike>();
      let goOn = (): void => undefined;
      const areAllInUse = new Promise<void>((resolve) => (goOn = resolve));
      const watching = watch(new MemorySource(zip), async (target) => {
        if (buffers.add(target.buffer).size === 6) goOn();
        await areAllInUse;
      });

      await composeBatches(plan, watching, new DirectoryStore(folder), { concurrency: 3 });

      expect(plan.batches).toHaveLength(6);
      expect([...buffers].map(({ byteLength }) => byteLength)).toEqual(Array(6).fill(bufferBytes));
    });
  });

  test('writes through a link to a directory', async () => {
    await withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'real'));
      await symlink('real', join(folder, 'link'));

      await (await composeIn(join(folder, 'link'))).publish();

      expect(await readdir(join(folder, 'real'))).toEqual(['a.zip']);
    });
  });

  test('replaces a link of the name of the batch, and leaves alone what it leads to', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'precious'), 'precious');
      await symlink('precious', join(folder, 'a.zip'));

      await (await composeIn(folder)).publish();

      expect((await readFile(join(folder, 'a.zip'))).length).toBe(1000);
      expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('precious');
    });
  });

  test('resolves its directory when it is made, not when it is used', async () => {
    await withTemporaryFolder(async (folder) => {
      const relative = join('..', '..', '..', '..', '..', '..', '..', folder);
      const store = new DirectoryStore(relative);

      await (await store.compose(request())).publish();

      expect(await readdir(folder)).toEqual(['a.zip']);
    });
  });

  test('writes batches of the longest stem that a plan allows', async () => {
    await withTemporaryFolder(async (folder) => {
      const stem = 'x'.repeat(235);
      const zip = exportOf(manifestOf(['a.jpg']), ['a.jpg']);

      await splitArchive(new MemorySource(zip), new DirectoryStore(folder), { stem });

      expect(await readdir(folder)).toEqual([`${stem}-part1.zip`]);
    });
  });
});

function request(from: ByteSource = source): Parameters<DirectoryStore['compose']>[0] {
  return { key: 'a.zip', layout: layoutOf([[0, 1000]]), source: from, onBytes: () => undefined };
}

function composeIn(directory: string, from?: ByteSource): ReturnType<DirectoryStore['compose']> {
  return new DirectoryStore(directory).compose(request(from));
}

function watch(watched: ByteSource, onRead: (target: Uint8Array) => Promise<void>): ByteSource {
  return {
    size: watched.size,
    read: async (target, start) => {
      await onRead(target);
      await watched.read(target, start);
    },
  };
}
