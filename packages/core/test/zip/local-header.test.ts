import { describe, expect, it } from '@jest/globals';
import { InputError, MemorySource } from '../../src/index.ts';
import { readDataStart } from '../../src/zip/local-header.ts';
import { buildZip, buildZipWithMap, type ZipEntryOptions } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { indexZip } from '../helpers/index-zip.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { extraField, maxUint32 } from '../helpers/zip-records.ts';

const data = seededRandom(3).bytes(300);
const image: ZipEntryOptions = { name: 'a.jpg', data, method: 8 };
const next: ZipEntryOptions = { name: 'b.jpg', data, gapBefore: 1 };
const zeros = { crc32: 0, compressedSize: 0, uncompressedSize: 0 };

async function dataStartOf(entry: ZipEntryOptions): Promise<number> {
  const zip = buildZip([entry, next]);
  return readDataStart(new MemorySource(zip), await indexZip(zip), 0);
}

describe('readDataStart', () => {
  it.each<[string, Partial<ZipEntryOptions>]>([
    ['with nothing special', {}],
    ['with an extra field', { localExtra: extraField(0x5455, Buffer.alloc(9)) }],
    ['with a signed data descriptor', { dataDescriptor: 'signed' }],
    ['with an unsigned data descriptor', { dataDescriptor: 'unsigned' }],
    ['with a ZIP64 data descriptor', { dataDescriptor: 'signed', zip64: { local: true } }],
    ['with a data descriptor, its sizes known all the same', { flags: 8 }],
    ['with ZIP64 sizes', { zip64: { local: true } }],
    ['with another time in its local header', { local: { time: 7, date: 33 } }],
    ['with another version in its local header', { local: { versionNeeded: 45 } }],
    ['with other flags in its local header', { local: { flags: 0x0800 } }],
  ])('is after the local header of an entry %s', async (_, change) => {
    const entry = { ...image, ...change };

    expect(await dataStartOf(entry)).toBe(buildZipWithMap([entry, next]).map.entries[0]!.dataOffset);
  });

  it.each<[string, Partial<ZipEntryOptions>, RegExp]>([
    ['of another signature', { local: { signature: 0 } }, /has no local header at offset 0/],
    ['of another name', { local: { name: Buffer.from('b.jpg') } }, /another name/],
    ['of a name that is longer', { local: { name: Buffer.from('a.jpgx') } }, /another name/],
    ['of a name that is shorter', { local: { name: Buffer.from('a.jp') } }, /another name/],
    ['of another method', { local: { method: 0 } }, /method 0 in its local header, but 8 in the directory/],
    ['of another CRC-32', { local: { crc32: 1 } }, /CRC-32 1 in its local header/],
    ['of a saturated CRC-32', { local: { crc32: maxUint32 } }, /CRC-32 4294967295/],
    ['of another packed size', { local: { compressedSize: 1 } }, /compressed size 1 in/],
    [
      'of another unpacked size',
      { local: { uncompressedSize: 1 } },
      /uncompressed size 1 in its local header, but 300 in/,
    ],
    [
      'without sizes, though no data descriptor follows',
      { local: { uncompressedSize: 0 } },
      /uncompressed size 0/,
    ],
    [
      'of another CRC-32 before a data descriptor',
      { dataDescriptor: 'signed', local: { crc32: 1 } },
      /CRC-32 1/,
    ],
  ])('refuses an entry with a local header %s', async (_, change, message) => {
    const error = await catchBatchError(dataStartOf({ ...image, ...change }));

    expect(error).toBeInstanceOf(InputError);
    expect(error.code).toBe('CORRUPT_ENTRY');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^entry "a\.jpg" .*[^;]$/);
  });

  it('refuses an entry that leaves its sizes to a data descriptor which the directory alone announces', async () => {
    const error = await catchBatchError(dataStartOf({ ...image, central: { flags: 8 }, local: zeros }));

    expect(error.code).toBe('CORRUPT_ENTRY');
  });

  it.each([
    [-1, false],
    [0, false],
    [1, true],
  ])(
    'finds that data %d bytes beyond the room before the next entry overlap it: %j',
    async (beyond, refused) => {
      // The gap after the data is all that a longer extra field may take.
      const zip = buildZip([
        { ...image, local: { extraLength: 40 + beyond } },
        { ...next, gapBefore: 40 },
      ]);
      const index = await indexZip(zip);

      const outcome = readDataStart(new MemorySource(zip), index, 0).catch((error: unknown) => error);

      expect((await outcome) instanceof InputError).toBe(refused);
      expect(JSON.stringify(await outcome)).toMatch(refused ? /OVERLAPPING_ENTRIES/ : /^\d+$/);
    },
  );
});
