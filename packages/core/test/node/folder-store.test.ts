import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { composeBatches, MemorySource, MemoryStore, splitArchive } from '../../src/index.ts';
import { FolderStore, splitExport, withExport } from '../../src/node/index.ts';
import { makeGoldenExports } from '../golden/golden-exports.ts';
import { buildZip, type ZipEntryOptions } from '../helpers/build-zip.ts';
import { manifestOf, planZip } from '../helpers/plan-zip.ts';
import { withTemporaryFolder } from '../helpers/run-tool.ts';
import { unpackZip } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const names = ['a.jpg', 'b.jpg', 'c.jpg'];
const zip = exportOf(manifestOf(names), names);
const source = new MemorySource(zip);

async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const name of (await readdir(folder)).sort()) files.set(name, await readFile(join(folder, name)));
  return files;
}

const sorted = (files: Map<string, Buffer>): Map<string, Buffer> =>
  new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));

describe('FolderStore', () => {
  test.each(makeGoldenExports())(
    'writes the files that another program unpacks from the ZIPs: $name',
    async ({ archive, missingImages }) => {
      const zips = new MemoryStore();
      const options = { stem: 'export', batchSize: 7, ...(missingImages && { missingImages }) };
      await withTemporaryFolder(async (folder) => {
        const places = [{ directory: tmpdir() }];
        const plan = await withExport(new MemorySource(archive), { places }, async (opened) => {
          await splitArchive(opened.source, zips, options);
          return splitArchive(opened.source, new FolderStore(folder, { durable: false }), options);
        });

        expect((await readdir(folder)).sort()).toEqual(
          plan.batches.map(({ file }) => file.replace('.zip', '')),
        );
        for (const { file, unpackedBytes } of plan.batches) {
          const files = await filesIn(join(folder, file.replace('.zip', '')));
          expect(files).toEqual(sorted(await unpackZip(zips.files.get(file)!)));
          expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBe(unpackedBytes);
        }
      });
    },
  );

  test('reports as many bytes as the plan has, even for deflated images', async () => {
    const data = Buffer.alloc(50_000, 'x');
    const deflated = buildZip([
      { name: 'a.jpg', data, method: 8 },
      { name: 'manifest.csv', data: 'imageName\na.jpg\n' },
    ]);
    const plan = await planZip(deflated);
    const reports: number[] = [];

    await withTemporaryFolder(async (folder) => {
      await composeBatches(plan, new MemorySource(deflated), new FolderStore(folder), {
        progress: { report: (_, done) => void reports.push(done) },
      });
    });

    expect(reports.at(-1)).toBe(plan.bytes);
    expect(reports).toEqual(reports.toSorted((one, other) => one - other));
  });

  test.each<[string, Partial<ZipEntryOptions>]>([
    ['a stored image with a wrong CRC-32', { rawData: Buffer.from('imagE') }],
    ['a deflated image with a wrong CRC-32', { method: 8, rawData: deflateRawSync('imagE') }],
    ['a deflated image that is damaged', { method: 8, rawData: Buffer.from('damaged') }],
    [
      'a deflated image that is longer than its size',
      { method: 8, rawData: deflateRawSync(Buffer.alloc(9e6)) },
    ],
  ])('writes nothing if the archive holds %s', async (_, change) => {
    const damaged = buildZip([
      ...['a.jpg', 'b.jpg'].map((name) => ({ name, data: 'image' })),
      { name: 'c.jpg', data: 'image', ...change },
      { name: 'manifest.csv', data: manifestOf(names) },
    ]);

    await withTemporaryFolder(async (folder) => {
      const split = splitArchive(new MemorySource(damaged), new FolderStore(folder), {
        stem: 'export',
        batchSize: 1,
      });

      await expect(split).rejects.toMatchObject({ code: 'CORRUPT_ENTRY', details: { entry: 'c.jpg' } });
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('does not replace a folder, and leaves no other', async () => {
    await withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'export-part2'));
      await writeFile(join(folder, 'export-part2', 'mine.txt'), 'mine');

      const split = splitArchive(source, new FolderStore(folder), { stem: 'export', batchSize: 1 });

      await expect(split).rejects.toMatchObject({
        code: 'WRITE_FAILED',
        message: expect.stringMatching(/export-part2 already exists; remove it/),
      });
      expect(await readdir(folder)).toEqual(['export-part2']);
      expect(await readdir(join(folder, 'export-part2'))).toEqual(['mine.txt']);
    });
  });

  test.each(['while it writes', 'while it publishes'])('leaves nothing after a failure %s', async (when) => {
    await withTemporaryFolder(async (folder) => {
      const plan = await planZip(zip, { batchSize: 1 });
      const store = new FolderStore(folder);
      const failure = new Error('EIO: i/o error');
      let composed = 0;
      const failing = {
        compose: async (request: Parameters<FolderStore['compose']>[0]) => {
          if (++composed === 3 && when === 'while it writes')
            return store.compose({
              ...request,
              source: { size: source.size, read: () => Promise.reject(failure) },
            });
          const batch = await store.compose(request);
          return composed === 3
            ? { discard: () => batch.discard(), publish: () => Promise.reject(failure) }
            : batch;
        },
      };

      await expect(composeBatches(plan, source, failing, { concurrency: 1 })).rejects.toMatchObject({
        cause: failure,
      });
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('leaves nothing when it is aborted', async () => {
    await withTemporaryFolder(async (folder) => {
      const controller = new AbortController();
      const plan = await planZip(zip, { batchSize: 1 });

      const split = composeBatches(plan, source, new FolderStore(folder), {
        signal: controller.signal,
        progress: { report: () => controller.abort(new Error('enough')) },
      });

      await expect(split).rejects.toThrow('enough');
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('overwrites no image on a system that takes two names for one', async () => {
    await withTemporaryFolder(async (folder) => {
      const bytes = buildZip(['1', '2'].map((data) => ({ name: 'a.jpg', data })));
      const store = new FolderStore(folder);

      const composing = store.compose({
        key: 'a-part1.zip',
        layout: { segments: [{ kind: 'bytes', bytes }], size: bytes.length },
        source,
        onBytes: () => undefined,
      });

      await expect(composing).rejects.toMatchObject({ code: 'EEXIST' });
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('is one of the two kinds that splitExport accepts', async () => {
    const split = splitExport('export.zip', 'out', { as: 'tars' as 'zips' });

    await expect(split).rejects.toThrow(new TypeError("as must be 'zips' or 'folders', got string 'tars'"));
  });

  test('is what splitExport writes as folders', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'export.zip'), zip);

      const plan = await splitExport(join(folder, 'export.zip'), join(folder, 'out'), { as: 'folders' });

      expect(plan.batches).toHaveLength(1);
      expect([...(await filesIn(join(folder, 'out', 'export-part1'))).keys()]).toEqual([
        ...names,
        'manifest.csv',
      ]);
    });
  });
});
