import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { layOutBatch, planArchive, type Layout, type Plan } from '../../src/index.ts';
import type { ZipEntryOptions } from '../helpers/build-zip.ts';
import { layoutSource } from '../helpers/layout-bytes.ts';
import { manifestOf } from '../helpers/plan-zip.ts';
import { runTool, withTemporaryFolder } from '../helpers/run-tool.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { openWithUnzipper, writeSparseBatch } from '../helpers/sparse-batch.ts';
import { buildSparseZip, type BuiltSparseZip } from '../helpers/sparse-zip.ts';
import { signatures, uint32 } from '../helpers/zip-records.ts';

const GIB4 = 2 ** 32;
const around4Gib = [GIB4 - 2, GIB4 - 1, GIB4, GIB4 + 1];
const headerBytes = 30 + 'a.jpg'.length;
const data = seededRandom(6).bytes(1000);
const locator = uint32(signatures.zip64Locator);

/** Images in a batch, after another that no row names: offsets in the batch are not those in the archive. */
function archiveOf(images: readonly ZipEntryOptions[], names: readonly string[]): BuiltSparseZip {
  const manifest = { name: 'manifest.csv', data: manifestOf(names) };
  return buildSparseZip([{ name: 'other.jpg', data }, ...images, manifest]);
}

async function planOne({ source }: BuiltSparseZip): Promise<{ plan: Plan; layout: Layout; end: Buffer }> {
  const plan = await planArchive(source, { stem: 'export' });
  const layout = await layOutBatch(plan, 1, source);
  const end = Buffer.alloc(2000);
  await layoutSource(layout, source).read(end, layout.size - end.length);
  return { plan, layout, end };
}

describe('a batch', () => {
  it.each(around4Gib)('has ZIP64 fields where needed when an image lies at offset %d', async (offset) => {
    const images = [
      { name: 'a.jpg', holeBytes: offset - headerBytes },
      { name: 'b.jpg', data },
    ];
    const built = archiveOf(images, ['a.jpg', 'b.jpg']);

    const { plan, layout, end } = await planOne(built);
    const { files } = await openWithUnzipper(layout, built.source);

    expect(files.map(({ path }) => path)).toEqual(['manifest.csv', 'a.jpg', 'b.jpg']);
    const [manifest, a, b] = files;
    expect(b).toMatchObject({ offsetToLocalFileHeader: offset });
    expect(a!.uncompressedSize).toBe(offset - headerBytes);
    expect((await b!.buffer()).equals(data)).toBe(true);
    expect((await manifest!.buffer()).toString()).toBe(manifestOf(['a.jpg', 'b.jpg']));
    expect(end.includes(locator)).toBe(true);
    expect(plan.batches[0]!.bytes).toBe(layout.size);
  });

  it.each(around4Gib)(
    'has a ZIP64 end record just when needed with its directory at offset %d',
    async (offset) => {
      const manifestBytes = 30 + 'manifest.csv'.length + manifestOf(['a.jpg']).length;
      const built = archiveOf(
        [{ name: 'a.jpg', holeBytes: offset - headerBytes - manifestBytes }],
        ['a.jpg'],
      );

      const { plan, layout, end } = await planOne(built);
      const { files } = await openWithUnzipper(layout, built.source);

      expect(end.includes(locator)).toBe(offset >= GIB4 - 1);
      expect((await files[0]!.buffer()).toString()).toBe(manifestOf(['a.jpg']));
      expect(plan.batches[0]!.bytes).toBe(layout.size);
    },
  );

  it.each(around4Gib)('has an image of %d bytes whole, under its name or a new one', async (size) => {
    for (const name of ['a.jpg', 'x/a.jpg']) {
      const built = archiveOf([{ name, holeBytes: size }], ['a.jpg']);

      const { plan, layout } = await planOne(built);
      const { files } = await openWithUnzipper(layout, built.source);

      const { path, compressedSize, uncompressedSize } = files[1]!;
      expect({ path, sizes: [compressedSize, uncompressedSize] }).toEqual({
        path: 'a.jpg',
        sizes: [size, size],
      });
      // 30 - file name and extra field: the ZIP64 field of a local header has both sizes (APPNOTE 4.5.3)
      const local = Buffer.alloc(headerBytes + 20);
      await layoutSource(layout, built.source).read(local, 0);
      expect(local.readUInt16LE(28)).toBe(size >= GIB4 - 1 ? 20 : 0);
      expect(local.readUInt32LE(18)).toBe(Math.min(size, GIB4 - 1));
      expect(
        size < GIB4 - 1 ? [size, size] : [39, 47].map((at) => Number(local.readBigUInt64LE(at))),
      ).toEqual([size, size]);
      expect(plan.batches[0]!.bytes).toBe(layout.size);
    }
  });

  it.each<[string, (zip: string) => [string, string[]]]>([
    ['unzip', (zip) => ['unzip', ['-p', zip, 'b.jpg']]],
    [
      'Python',
      (zip) => [
        'python3',
        [
          '-c',
          'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("b.jpg"))',
          zip,
        ],
      ],
    ],
    ['7-Zip', (zip) => ['7z', ['e', '-so', '-bd', zip, 'b.jpg']]],
    ['bsdtar', (zip) => ['bsdtar', ['-xOf', zip, 'b.jpg']]],
  ])('beyond 4 GiB gives %s its last image', async (_, command) => {
    const images = [
      { name: 'a.jpg', holeBytes: GIB4 },
      { name: 'x/b.jpg', data },
    ];
    const built = archiveOf(images, ['a.jpg', 'b.jpg']);
    const { layout } = await planOne(built);

    const run = await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'batch.zip');
      await writeSparseBatch(path, layout, built);
      return runTool(...command(path));
    });

    // A tool that is not installed proves nothing, and fails nothing.
    expect(run === undefined || (run.exitCode === 0 && run.stdout.equals(data))).toBe(true);
  });
});
