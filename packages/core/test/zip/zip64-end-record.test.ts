import { describe, expect, it } from '@jest/globals';
import { buildZip, buildZipWithMap, type ZipEntryOptions, type ZipOptions } from '../helpers/build-zip.ts';
import { MemorySource } from '../../src/index.ts';
import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { indexZip, namesOf } from '../helpers/index-zip.ts';
import { PieceWriter } from '../helpers/piece-writer.ts';
import { writeEndRecords } from '../helpers/write-end-records.ts';
import { maxUint16, maxUint32, signatures, uint32 } from '../helpers/zip-records.ts';

const entries: readonly ZipEntryOptions[] = [
  { name: 'a.jpg', data: 'image a' },
  { name: 'b.jpg', data: 'image b' },
];
const names = ['a.jpg', 'b.jpg'];
const script = Buffer.from('#!/bin/sh\nexit 1\n');
const { map } = buildZipWithMap(entries);
const truth = {
  entriesOnDisk: 2,
  totalEntries: 2,
  centralDirectorySize: map.centralDirectorySize,
  centralDirectoryOffset: map.centralDirectoryOffset,
};
const saturated = {
  entriesOnDisk: maxUint16,
  totalEntries: maxUint16,
  centralDirectorySize: maxUint32,
  centralDirectoryOffset: maxUint32,
};
type Field = keyof typeof truth;
const fields = Object.keys(truth) as Field[];

describe('a ZIP64 end record', () => {
  it.each<[string, ZipOptions]>([
    ['when the end record leaves everything to it', {}],
    ['when the end record says the same', { endRecord: truth }],
    ...fields.map((field): [string, ZipOptions] => [
      `when the end record leaves only ${field} to it`,
      { endRecord: { ...truth, [field]: saturated[field] } },
    ]),
    [
      'when the end record leaves its disks to it',
      { endRecord: { diskNumber: maxUint16, centralDirectoryDisk: maxUint16 } },
    ],
    ['with more data after its fields', { zip64EndRecord: { extensibleData: Buffer.alloc(100, 7) } }],
    ['of version 1 with a wrong record size', { zip64EndRecord: { recordSize: 1 } }],
    ['with a locator that counts no disks', { zip64Locator: { totalDisks: 0 } }],
    ['before a comment of 65,535 bytes', { comment: 'c'.repeat(65_535) }],
    ['before trailing bytes', { trailing: Buffer.alloc(10) }],
    ['after a prefix that the offsets count', { prefix: script }],
    ['after a prefix that the offsets do not count', { prefix: script, adjustOffsets: false }],
    ['after a prefix of the length of the archive', { prefix: Buffer.alloc(map.size), adjustOffsets: false }],
  ])('is read %s', async (_, options) => {
    const zip = buildZip(entries, { zip64: true, ...options });

    const index = await indexZip(zip);

    expect(namesOf(index)).toEqual(names);
    expect(index.localHeaderOffset(1)).toBe(
      map.entries[1]!.localHeaderOffset + (options.prefix?.length ?? 0),
    );
  });

  it.each(['totalEntries', 'centralDirectorySize', 'centralDirectoryOffset'] as const)(
    'is missing if the end record leaves %s to it and there is no locator',
    async (field) => {
      const endRecord = { ...truth, [field]: saturated[field] };
      const zip = buildZip(entries, { zip64: true, omitZip64Locator: true, endRecord });

      const error = await catchBatchError(indexZip(zip));

      expect(error.code).toBe('CORRUPT_DIRECTORY');
      expect(error.message).toContain('no locator');
    },
  );

  it.each<[string, ZipOptions]>([
    ['of another signature', { zip64EndRecord: { signature: 0x06064b51 } }],
    [
      'that the locator puts 1 byte too far to be whole',
      { omitZip64EndRecord: true, zip64Locator: { zip64EndRecordOffset: map.endRecordOffset - 55 } },
    ],
    [
      'that the locator puts beyond the end',
      { omitZip64EndRecord: true, zip64Locator: { zip64EndRecordOffset: 1e6 } },
    ],
    [
      'that the locator puts beyond 2^53',
      { omitZip64EndRecord: true, zip64Locator: { zip64EndRecordOffset: 2n ** 53n } },
    ],
  ])('is not taken for one %s', async (_, options) => {
    const error = await catchBatchError(indexZip(buildZip(entries, { zip64: true, ...options })));

    expect(error.code).toBe('CORRUPT_DIRECTORY');
    expect(error.message).toContain('but no ZIP64 end record is there');
  });

  it('is refused if it is not there, unless a prefix of that length explains it', async () => {
    const zip = buildZip(entries, { zip64: true, zip64Locator: { zip64EndRecordOffset: 0 } });

    const error = await catchBatchError(indexZip(zip));

    expect(error.code).toBe('CORRUPT_DIRECTORY');
    expect(error.message).toContain('points to offset 0, but no ZIP64 end record is there');
  });

  it.each([
    ['a locator on disk 1', { zip64Locator: { zip64EndRecordDisk: 1 } }],
    ['a locator of 2 disks', { zip64Locator: { totalDisks: 2 } }],
    ['a record of disk 1', { zip64EndRecord: { diskNumber: 1 } }],
    ['a directory on disk 1', { zip64EndRecord: { centralDirectoryDisk: 1 } }],
    ['fewer entries on this disk', { zip64EndRecord: { entriesOnDisk: 1 } }],
  ])('is known for one of several disks by %s', async (_, options) => {
    const error = await catchBatchError(indexZip(buildZip(entries, { zip64: true, ...options })));

    expect(error.code).toBe('SPLIT_ARCHIVE');
  });
});

describe('an index of many entries', () => {
  it.each([65_534, 65_535, 65_536])('has all %d of them, in a ZIP64 archive or not', async (count) => {
    const zip = archiveOf(count);

    const index = await indexZip(zip);

    expect(zip.subarray(-100).includes(uint32(signatures.zip64Locator))).toBe(count >= 65_535);
    expect(index.count).toBe(count);
    expect(index.name(count - 1)).toBe(nameOf(count - 1));
    expect(index.localHeaderOffset(count - 1)).toBe((count - 1) * (30 + nameOf(0).length));
  });

  it('is reported in steps of 65,536 entries, then whole', async () => {
    const reports: unknown[] = [];

    await readZipIndex(new MemorySource(archiveOf(65_537)), { report: (...report) => reports.push(report) });

    expect(reports).toEqual([0, 65_536, 65_537].map((done) => ['index', done, 65_537]));
  });
});

function nameOf(entry: number): string {
  return entry.toString(16).padStart(5, '0');
}

/** An archive of many empty files. */
function archiveOf(count: number): Buffer {
  const one = buildZipWithMap([{ name: nameOf(0) }]);
  const { centralDirectoryOffset: localBytes, centralDirectorySize: recordBytes } = one.map;
  const locals = Buffer.alloc(count * localBytes, one.bytes.subarray(0, localBytes));
  const records = Buffer.alloc(count * recordBytes, one.bytes.subarray(localBytes, localBytes + recordBytes));
  for (let entry = 0; entry < count; entry++) {
    locals.write(nameOf(entry), entry * localBytes + 30);
    records.write(nameOf(entry), entry * recordBytes + 46);
    records.writeUInt32LE(entry * localBytes, entry * recordBytes + 42); // 42 - offset of local header
  }
  const writer = new PieceWriter();
  writer.append(locals);
  writer.append(records);
  const directory = { centralDirectoryOffset: locals.length, centralDirectorySize: records.length };
  writeEndRecords(writer, { ...directory, totalEntries: count }, {}, 0);
  return Buffer.concat(writer.pieces.map(({ bytes }) => bytes));
}
