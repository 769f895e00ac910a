import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildTar, type TarEntryOptions } from '../../helpers/build-tar.ts';
import { gzipMembersOf } from '../../helpers/cut-gzip.ts';
import { expectBatches } from '../../helpers/expect-batches.ts';
import { makeExport, type ExportFile } from '../../helpers/export-fixture.ts';
import { readers } from '../../helpers/readers.ts';
import { expectSpooled } from '../../helpers/expect-spooled.ts';
import { splitTar, type SplitTar } from '../../helpers/split-tar.ts';
import { compressWith, packedAt, tarPackers } from '../../helpers/tar-packers.ts';

const fixture = makeExport({ images: 7, order: 'shuffled', seed: 11 });
const { images } = fixture;
const manifest = fixture.files.at(-1)!;
const positions: readonly [position: string, files: ExportFile[]][] = [
  ['first', [manifest, ...images]],
  ['in the middle', [...images.slice(0, 3), manifest, ...images.slice(3)]],
  ['last', [...images, manifest]],
];
const modified = Math.floor(packedAt);

function entriesOf(files: readonly ExportFile[], change: Partial<TarEntryOptions> = {}): TarEntryOptions[] {
  return files.map(({ name, bytes }) => ({ name, data: bytes, modified, ...change }));
}

/** The batches of each order of the files, packed in the plainest way. */
const plain = new Map<string, SplitTar>();
beforeAll(async () => {
  for (const [position, files] of positions) {
    const split = await splitTar(buildTar(entriesOf(files)), { plan: { batchSize: 3 } });
    await expectBatches(split.batches, fixture, 3);
    plain.set(position, split);
  }
});

async function expectSplit(archive: Uint8Array, position: string, files: ExportFile[]): Promise<void> {
  const split = await splitTar(archive, { plan: { batchSize: 3 } });
  expectSpooled(split.spooled, files);
  expect(split.batches).toEqual(plain.get(position)!.batches);
  expect(split.spooled.equals(plain.get(position)!.spooled)).toBe(true);
}

test.each(tarPackers.map(({ name, pack }, i) => ({ name, pack, order: positions[i % 3]! })))(
  'a TAR archive by $name gives the files that went in, in the very bytes of any other packer',
  async ({ pack, order: [position, files] }) => {
    const tar = await pack(files);
    if (tar === undefined) return;

    await expectSplit(tar, position, files);
    await expectSplit(gzipMembersOf(tar, 3000), position, files);
  },
);

describe.each([
  ['gzip', ['-n']],
  ['gzip', ['-1']],
  ['pigz', ['-n']],
  ['pigz', ['-i', '-b', '128']],
])('a TAR.GZ archive by %s %j', (program, parameters) => {
  test('gives the files that went in, in the very bytes of the TAR archive', async () => {
    const [position, files] = positions[1]!;
    const archive = await compressWith(program, parameters, buildTar(entriesOf(files)));
    if (archive === undefined) return;

    await expectSplit(archive, position, files);
  });
});

describe('a TAR archive whose headers', () => {
  const changes: [like: string, change: Partial<TarEntryOptions>][] = [
    ['are those of ustar', { format: 'ustar' }],
    ['are those of GNU tar', { format: 'gnu' }],
    ['are from before POSIX, without magic', { format: 'v7' }],
    ["are those of PHP's PharData", { format: 'phar' }],
    ['have their size in base 256', { sizeIn: 'base256' }],
    ['have their size in a pax record', { sizeIn: 'pax' }],
    ['have their name in a pax record', { nameIn: 'pax' }],
    ['have their name in a GNU long name', { nameIn: 'gnu' }],
    ['have a type that means a file, too: NUL', { type: '\0' }],
    ['have a type that means a file, too: contiguous', { type: '7' }],
    ['have the time in a pax record', { modified: 0, pax: { mtime: String(packedAt) } }],
    ['come with attributes of macOS', { pax: { 'LIBARCHIVE.xattr.x': 'AAAA'.repeat(300) } }],
  ];

  test.each(changes.map(([like, change], i) => ({ like, change, order: positions[i % 3]! })))(
    '$like gives the files that went in, in the very bytes of any other',
    async ({ change, order: [position, files] }) => {
      await expectSplit(buildTar(entriesOf(files, change)), position, files);
      await expectSplit(gzipSync(buildTar(entriesOf(files, change))), position, files);
    },
  );

  test.each(changes)('%s is planned alike with and without ./ before its names', async (_, change) => {
    const [position, files] = positions[1]!;
    const dotted = files.map((file) => ({ ...file, name: `./${file.name}` }));
    const folder = { name: './', type: '5' };

    await expectSplit(buildTar([folder, ...entriesOf(dotted, change)]), position, files);
  });
});

describe('a TAR archive with folders', () => {
  test.each(['header', 'prefix', 'gnu', 'pax'] as const)(
    'gives the images in them, and no folders, its names in the %s',
    async (nameIn) => {
      const folder = `export/${nameIn === 'header' ? 'x' : 'images of the herbarium '.repeat(6)}`;
      const files = images.map((file) => ({ ...file, name: `${folder}/${file.name}` }));
      const archive = buildTar([
        { name: 'export/', type: '5' },
        ...entriesOf([manifest]),
        { name: 'export/images/', type: '5', size: 4096 },
        ...entriesOf(files, { nameIn }),
        { name: 'export/empty/', type: '0' },
        { name: 'export/dump/', type: 'D', data: 'Ya.jpg\0Nb.jpg\0\0' },
      ]);

      const { batches, spooled } = await splitTar(archive, { plan: { batchSize: 3 } });

      await expectBatches(batches, fixture, 3);
      expectSpooled(spooled, [manifest, ...files]);
    },
  );
});

describe('the spool of a TAR archive', () => {
  const sizes = [0, 1, 511, 512, 513, 1024, 100_000];
  const sized = makeExport({ images: sizes.length, seed: 12 });
  const files = sized.images.map(({ name, bytes }, i) => ({
    name,
    bytes: Buffer.concat([bytes, Buffer.alloc(100_000, 7)]).subarray(0, sizes[i]),
  }));

  test.each(readers)('is a ZIP that $name reads, files of all sizes in it', async (reader) => {
    const all = [...files, ...sized.files.slice(-1), { name: 'Ébenus crética.txt', bytes: Buffer.from('x') }];
    const { spooled } = await splitTar(buildTar(entriesOf(all)));

    expectSpooled(spooled, all);
    const back = await reader.read(spooled);

    if (back === undefined) return;
    expect({ ok: back.ok, output: back.ok ? '' : back.output }).toEqual({ ok: true, output: '' });
    expect(back.entries.map(({ name, size }) => [name, size])).toEqual(
      all.map(({ name, bytes }) => [name, bytes.length]),
    );
  });
});
