import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { layOutBatch, MemorySource } from '../../src/index.ts';
import { MAX_SLACK_BYTES } from '../../src/limits.ts';
import { buildZip, buildZipWithMap, type BuiltZip, type ZipEntryOptions } from '../helpers/build-zip.ts';
import { expectFiles } from '../helpers/expect-batches.ts';
import { manifestOf, planZip, splitZip } from '../helpers/plan-zip.ts';
import { readHeaders, type EntryHeaders } from '../helpers/read-records.ts';
import { readers } from '../helpers/readers.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { extraField, maxUint32, unicodePathExtra } from '../helpers/zip-records.ts';

const UTF8 = 1 << 11;
const DESCRIPTOR = 1 << 3;
const data = seededRandom(2).bytes(400);
const time = extraField(0x5455, Buffer.from('\x01time', 'latin1'));
const saturated = { compressedSize: maxUint32, uncompressedSize: maxUint32 };
const deferred = { crc32: 0, compressedSize: 0, uncompressedSize: 0 };
const secret = Buffer.from('deleted, and not to travel');
const unicodePathOf = (stored: string, name: string): Buffer =>
  unicodePathExtra(crc32(Buffer.from(stored)), name);

/** An archive of one image, which the manifest names `imageName`. */
function archiveOf(
  image: ZipEntryOptions,
  imageName: string,
  after: Partial<ZipEntryOptions> = {},
): BuiltZip {
  const manifest = { name: 'manifest.csv', data: manifestOf([imageName]), ...after };
  return buildZipWithMap([{ data, ...image }, manifest]);
}

/** The image in the batch of an archive that has one. */
async function imageIn({ bytes }: BuiltZip): Promise<EntryHeaders> {
  const [batch] = await splitZip(bytes);
  const [manifest, image] = readHeaders(batch!);
  expect(manifest!.name).toBe('manifest.csv');
  return image!;
}

/** The first range of the first batch. */
async function rangeOf({ bytes }: BuiltZip): Promise<[start: number, end: number]> {
  const { segments } = await layOutBatch(await planZip(bytes), 1, new MemorySource(bytes));
  const range = segments.find((segment) => segment.kind === 'range');
  return range?.kind === 'range' ? [range.start, range.end] : [0, 0];
}

describe('an image in a batch', () => {
  it.each<[string, ZipEntryOptions, string]>([
    ['in ASCII', { name: 'a.jpg' }, 'a.jpg'],
    ['in ASCII, flagged as UTF-8', { name: 'a.jpg', utf8: true }, 'a.jpg'],
    ['in UTF-8, flagged', { name: 'é.jpg' }, 'é.jpg'],
    ['with a data descriptor', { name: 'a.jpg', dataDescriptor: 'unsigned' }, 'a.jpg'],
    [
      'with extra fields and a comment',
      { name: 'a.jpg', localExtra: time, centralExtra: time, comment: 'x' },
      'a.jpg',
    ],
  ])('keeps its local header, byte for byte, where its name is one %s', async (_, image, imageName) => {
    const built = archiveOf({ method: 8, ...image }, imageName);

    expect(await rangeOf(built)).toEqual([0, built.map.entries[1]!.localHeaderOffset]);
    expect((await imageIn(built)).name).toBe(imageName);
  });

  it.each<[string, ZipEntryOptions, string, number]>([
    ['in a folder', { name: 'images/a.jpg' }, 'a.jpg', 0],
    ['in a folder of Windows', { name: 'images\\a.jpg' }, 'a.jpg', 0],
    ['in ./', { name: './a.jpg' }, 'a.jpg', 0],
    ['in a folder, in ASCII flagged as UTF-8', { name: 'images/a.jpg', utf8: true }, 'a.jpg', 0],
    ['in code page 437', { name: Buffer.from([0x82, 0x2e, 0x6a, 0x70, 0x67]) }, 'é.jpg', UTF8],
    ['in UTF-8 without the flag', { name: 'é.jpg', utf8: false }, 'é.jpg', UTF8],
    ['in UTF-8, flagged, in a folder', { name: 'ü/é.jpg' }, 'é.jpg', UTF8],
    ['by its Unicode Path', { name: '_.jpg', unicodePath: 'é.jpg' }, 'é.jpg', UTF8],
    ['in ASCII by its Unicode Path', { name: '_.jpg', unicodePath: 'a.jpg' }, 'a.jpg', 0],
    ['of another case', { name: 'A.JPG' }, 'a.jpg', 0],
    ['of another case, beyond ASCII', { name: 'É.jpg' }, 'é.jpg', UTF8],
    ['of another normal form', { name: 'e\u0301.jpg' }, 'é.jpg', UTF8],
  ])(
    'is given a new local header with the right flag if its name is one %s',
    async (_, image, imageName, flags) => {
      for (const method of [0, 8]) {
        const built = archiveOf({ method, ...image }, imageName);
        const { dataOffset, compressedSize, crc32 } = built.map.entries[0]!;

        const found = await imageIn(built);

        expect(await rangeOf(built)).toEqual([dataOffset, dataOffset + compressedSize]);
        expect(found).toMatchObject({
          name: imageName,
          crc32,
          compressedSize,
          uncompressedSize: data.length,
        });
        expect(found.local).toMatchObject({ name: imageName, flags, crc32, compressedSize });
        expect(found.central.flags).toBe(flags);
        expect(found.local.modified).toBe(found.modified);
      }
    },
  );

  it.each<[string, ZipEntryOptions]>([
    ['lacks the UTF-8 flag', { name: 'é.jpg', local: { flags: 0 } }],
    ['announces a data descriptor', { name: 'é.jpg', local: { ...deferred, flags: UTF8 + DESCRIPTOR } }],
    ['announces no data descriptor', { name: 'é.jpg', central: { flags: UTF8 + DESCRIPTOR } }],
    ['leaves its sizes to a ZIP64 extra field', { name: 'é.jpg', zip64: { local: true } }],
    ['leaves its sizes to a ZIP64 extra field that is missing', { name: 'é.jpg', local: saturated }],
    ['has a Unicode Path', { name: 'é.jpg', localExtra: unicodePathOf('é.jpg', 'x.jpg') }],
  ])('keeps its local header, byte for byte, if only that %s', async (_, image) => {
    const built = archiveOf(image, 'é.jpg');

    expect(await rangeOf(built)).toEqual([0, built.map.entries[1]!.localHeaderOffset]);
  });

  it.each<[string, Partial<ZipEntryOptions>]>([
    ['signed', { dataDescriptor: 'signed' }],
    ['unsigned', { dataDescriptor: 'unsigned' }],
    ['ZIP64', { dataDescriptor: 'signed', zip64: { local: true } }],
  ])(
    'loses its %s data descriptor with its old local header, and has its sizes in the new one',
    async (_, change) => {
      const built = archiveOf({ name: 'x/a.jpg', method: 8, ...change }, 'a.jpg');
      const { crc32, compressedSize } = built.map.entries[0]!;

      const { local, central } = await imageIn(built);

      expect(local).toMatchObject({ flags: 0, crc32, compressedSize });
      expect(central.flags & DESCRIPTOR).toBe(0);
    },
  );

  it.each([
    [MAX_SLACK_BYTES - 1, true],
    [MAX_SLACK_BYTES, true],
    [MAX_SLACK_BYTES + 1, false],
  ])('before a gap of %d bytes is copied with its local header: %j', async (gap, isCopied) => {
    const gapBefore = Buffer.concat([Buffer.alloc(gap - secret.length), secret]);
    const built = archiveOf({ name: 'a.jpg' }, 'a.jpg', { gapBefore });
    const { localHeaderOffset, dataOffset, endOffset } = built.map.entries[0]!;

    expect(await rangeOf(built)).toEqual(
      isCopied ? [localHeaderOffset, endOffset + gap] : [dataOffset, endOffset],
    );
    expect((await splitZip(built.bytes))[0]!.includes(secret)).toBe(isCopied);
  });

  it('leaves out bytes before the directory that exceed the limit', async () => {
    const entries = [
      { name: 'manifest.csv', data: manifestOf(['a.jpg']) },
      { name: 'a.jpg', data },
    ];
    const zip = buildZip(entries, {
      gapBeforeDirectory: Buffer.concat([Buffer.alloc(MAX_SLACK_BYTES), secret]),
    });

    expect((await splitZip(zip))[0]!.includes(secret)).toBe(false);
  });

  it('counts extra fields of its local header and data descriptor as a gap', async () => {
    const localExtra = extraField(0xcafe, Buffer.alloc(MAX_SLACK_BYTES - 4 - 16));
    const within = archiveOf({ name: 'a.jpg', localExtra, dataDescriptor: 'signed' }, 'a.jpg');
    const beyond = archiveOf({ name: 'a.jpg', localExtra, dataDescriptor: 'signed' }, 'a.jpg', {
      gapBefore: 1,
    });

    expect((await imageIn(within)).local.extra).toHaveLength(MAX_SLACK_BYTES - 16);
    expect((await imageIn(beyond)).local.extra).toHaveLength(0);
  });

  it.each<[string, Partial<ZipEntryOptions>]>([
    ['time', {}],
    [
      'ZIP64',
      { zip64: { local: true, central: ['uncompressedSize', 'compressedSize', 'localHeaderOffset'] } },
    ],
    ['Unicode Path', { unicodePath: 'é.jpg' }],
    [
      'Unicode Comment',
      { comment: 'x', centralExtra: extraField(0x6375, Buffer.from('\x01abcdcomment', 'latin1')) },
    ],
  ])(
    'has nothing in the directory of its extra fields and comment there, whatever they hold: %s',
    async (_, change) => {
      for (const name of ['é.jpg', 'x/é.jpg']) {
        const extras = Buffer.concat([
          change.centralExtra ?? Buffer.alloc(0),
          time,
          extraField(0xcafe, Buffer.alloc(3)),
        ]);

        const { central, uncompressedSize } = await imageIn(
          archiveOf({ name, ...change, centralExtra: extras }, 'é.jpg'),
        );

        expect(central.extra).toHaveLength(0);
        expect(central.commentLength).toBe(0);
        expect(uncompressedSize).toBe(data.length);
      }
    },
  );

  it.each(readers.map((reader) => [reader.name, reader] as const))(
    'is unpacked by %s under its new name',
    async (_, reader) => {
      const names = ['x/a.jpg', 'B.JPG', 'é.jpg', 'c.jpg'];
      const images = names.map((name, i) => ({
        name,
        data,
        method: i % 2 === 0 ? 8 : 0,
        dataDescriptor: 'signed' as const,
        utf8: false,
      }));
      const imageNames = ['a.jpg', 'b.jpg', 'é.jpg', 'c.jpg'];
      const manifest = Buffer.from(manifestOf(imageNames));

      const [batch] = await splitZip(buildZip([...images, { name: 'manifest.csv', data: manifest }]));

      const files = [
        { name: 'manifest.csv', bytes: manifest },
        ...imageNames.map((name) => ({ name, bytes: data })),
      ];
      const read = await reader.read(batch!);
      const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
      // A reader that is not installed proves nothing, and fails nothing.
      if (read !== undefined)
        expectFiles({ ...read, entries: read.entries.toSorted(byName) }, files.toSorted(byName));
      expect(read?.ok).not.toBe(false);
    },
  );
});
