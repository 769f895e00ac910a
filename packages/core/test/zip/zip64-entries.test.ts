import { describe, expect, it } from '@jest/globals';
import { catchBatchError } from '../helpers/catch-error.ts';
import { buildZip, buildZipWithMap, type ZipEntryOptions } from '../helpers/build-zip.ts';
import { indexZip } from '../helpers/index-zip.ts';
import { buildSparseZip } from '../helpers/sparse-zip.ts';
import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import type { Zip64Field } from '../helpers/zip-options.ts';
import { extraField, maxUint32, uint64 } from '../helpers/zip-records.ts';

const GIB4 = 2 ** 32;
const around4Gib = [GIB4 - 2, GIB4 - 1, GIB4, GIB4 + 1];
const headerBytes = 30 + 'a.jpg'.length;
const all: readonly Zip64Field[] = [
  'uncompressedSize',
  'compressedSize',
  'localHeaderOffset',
  'diskNumberStart',
];
const subsets = all
  .reduce<Zip64Field[][]>((sets, field) => [...sets, ...sets.map((set) => [...set, field])], [[]])
  .slice(1);

const b: ZipEntryOptions = { name: 'b.jpg', data: 'image of b' };

describe('an index', () => {
  it.each(around4Gib)('knows an entry at offset %d', async (offset) => {
    const { source, map } = buildSparseZip([{ name: 'a.jpg', holeBytes: offset - headerBytes }, b]);

    const index = await readZipIndex(source);

    expect(index.localHeaderOffset(1)).toBe(offset);
    expect(index.extentEnd(0)).toBe(offset);
    expect(index.extentEnd(1)).toBe(map.centralDirectoryOffset);
    expect(index.compressedSize(0)).toBe(offset - headerBytes);
  });

  it.each(around4Gib)('knows an entry of %d bytes', async (size) => {
    const { source } = buildSparseZip([{ name: 'a.jpg', holeBytes: size }, b]);

    const index = await readZipIndex(source);

    expect([index.compressedSize(0), index.uncompressedSize(0)]).toEqual([size, size]);
    expect(index.extentEnd(0)).toBe(index.localHeaderOffset(1));
  });

  it.each(around4Gib)('is read from a directory at offset %d', async (offset) => {
    const { source, map } = buildSparseZip([{ name: 'a.jpg', holeBytes: offset - headerBytes }]);

    const index = await readZipIndex(source);

    expect(map.centralDirectoryOffset).toBe(offset);
    expect(map.zip64LocatorOffset > 0).toBe(offset >= GIB4 - 1);
    expect(index.extentEnd(0)).toBe(offset);
  });

  it('adds a prefix to offsets beyond 4 GiB that do not count it', async () => {
    const { source, map } = buildSparseZip([{ name: 'a.jpg', holeBytes: GIB4 }, b], {
      prefix: Buffer.alloc(1000, 'x'),
      adjustOffsets: false,
    });

    const index = await readZipIndex(source);

    expect(index.localHeaderOffset(1)).toBe(map.entries[1]!.localHeaderOffset);
  });

  it.each(subsets.map((fields) => [fields.join(' and '), fields] as const))(
    'takes %s from a ZIP64 extra field',
    async (_, fields) => {
      const zip64 = { central: fields };
      const { bytes, map } = buildZipWithMap([
        { name: 'a.jpg', data: 'image of a' },
        { ...b, zip64, method: 8, centralExtra: extraField(0x5455, Buffer.alloc(5)) },
      ]);

      const index = await indexZip(bytes);

      expect(index.uncompressedSize(1)).toBe(map.entries[1]!.uncompressedSize);
      expect(index.compressedSize(1)).toBe(map.entries[1]!.compressedSize);
      expect(index.localHeaderOffset(1)).toBe(map.entries[1]!.localHeaderOffset);
      expect(index.diskNumberStart(1)).toBe(0);
    },
  );

  it('takes nothing from a ZIP64 extra field that no field of the record asks for', async () => {
    const lies = { uncompressedSize: 1, compressedSize: 2, localHeaderOffset: 3, diskNumberStart: 4 };
    const index = await indexZip(
      buildZip([{ ...b, zip64: { central: all, saturated: false, values: lies } }]),
    );

    expect([index.uncompressedSize(0), index.localHeaderOffset(0), index.diskNumberStart(0)]).toEqual([
      10, 0, 0,
    ]);
  });

  it.each<
    [string, number, Partial<Record<'uncompressedSize' | 'compressedSize' | 'localHeaderOffset', number>>]
  >([
    ['unpacked size', 7, { uncompressedSize: maxUint32 }],
    ['packed size', 15, { uncompressedSize: maxUint32, compressedSize: maxUint32 }],
    ['offset', 7, { localHeaderOffset: maxUint32 }],
    ['offset', 0, { localHeaderOffset: maxUint32 }],
    ['offset', 23, { uncompressedSize: maxUint32, compressedSize: maxUint32, localHeaderOffset: maxUint32 }],
  ])(
    'is refused when the %s is not within the %d bytes of the ZIP64 extra field',
    async (_, length, central) => {
      const data = Buffer.concat([uint64(10), uint64(10), uint64(0)]).subarray(0, length);

      const error = await catchBatchError(
        indexZip(buildZip([{ ...b, central, centralExtra: extraField(1, data) }])),
      );

      expect(error.code).toBe('CORRUPT_DIRECTORY');
      expect(error.message).toBe('entry "b.jpg" lacks the ZIP64 fields that its record announces');
    },
  );

  it.each<[string, bigint, string]>([
    ['2^53 - 1', 2n ** 53n - 1n, 'CORRUPT_DIRECTORY'],
    ['2^53', 2n ** 53n, 'CORRUPT_DIRECTORY'],
    ['2^64 - 1', 2n ** 64n - 1n, 'CORRUPT_DIRECTORY'],
  ])('is refused when an unpacked size, a packed size or an offset is %s', async (_, value, code) => {
    for (const field of ['compressedSize', 'localHeaderOffset'] as const) {
      const zip64 = { central: [field], values: { [field]: value } };
      expect((await catchBatchError(indexZip(buildZip([{ ...b, method: 8, zip64 }])))).code).toBe(code);
    }
  });
});
