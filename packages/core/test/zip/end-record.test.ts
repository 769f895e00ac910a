import { describe, expect, it } from '@jest/globals';
import { MemorySource, type BatchError } from '../../src/index.ts';
import { locateDirectory } from '../../src/zip/end-record.ts';
import { buildZip, buildZipWithMap, type ZipOptions } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { indexZip, namesOf } from '../helpers/index-zip.ts';
import { bytesAskedFor, probe } from '../helpers/source-probes.ts';
import { endRecord, signatures, uint32 } from '../helpers/zip-records.ts';

const entries = [
  { name: 'a.jpg', data: 'image a' },
  { name: 'b.jpg', data: 'image b' },
];
const names = ['a.jpg', 'b.jpg'];
const script = Buffer.from('#!/bin/sh\nexit 1\n');

const build = (options: ZipOptions): Buffer => buildZip(entries, options);
const locate = (zip: Uint8Array): ReturnType<typeof locateDirectory> =>
  locateDirectory(new MemorySource(zip));

/** An end record for a comment: what else it says is up to the test. */
function fakeEndRecord(fields: Partial<Parameters<typeof endRecord>[0]> = {}): Buffer {
  return endRecord({
    signature: signatures.endRecord,
    diskNumber: 0,
    centralDirectoryDisk: 0,
    entriesOnDisk: 2,
    totalEntries: 2,
    centralDirectorySize: 92,
    centralDirectoryOffset: 0,
    comment: Buffer.alloc(0),
    ...fields,
  });
}

const emptyArchive = fakeEndRecord({ entriesOnDisk: 0, totalEntries: 0, centralDirectorySize: 0 });

describe('locateDirectory', () => {
  it.each([0, 1, 65_534, 65_535])('finds the end record before a comment of %d bytes', async (length) => {
    const { bytes, map } = buildZipWithMap(entries, { comment: Buffer.alloc(length, 'c') });

    expect(await locate(bytes)).toEqual({
      entryCount: 2,
      start: map.centralDirectoryOffset,
      size: map.centralDirectorySize,
      prefixBytes: 0,
    });
  });

  it.each([1, 21, 22, 23, 65_535, 65_536])(
    'finds the end record before %d bytes that are not its',
    async (length) => {
      const comment = Buffer.alloc(65_535, 'c');

      expect(namesOf(await indexZip(build({ trailing: Buffer.alloc(length) })))).toEqual(names);
      expect(namesOf(await indexZip(build({ comment, trailing: Buffer.alloc(length) })))).toEqual(names);
    },
  );

  it('takes an archive for truncated if 65,537 bytes follow its longest comment', async () => {
    const comment = Buffer.alloc(65_535, 'c');

    const error = await catchBatchError(locate(build({ comment, trailing: Buffer.alloc(65_537) })));

    expect(error.code).toBe('TRUNCATED_ARCHIVE');
  });

  it.each<[string, Buffer]>([
    ['an end record in its middle', Buffer.concat([fakeEndRecord(), Buffer.from(' or so')])],
    ['an end record of another directory at its end', fakeEndRecord()],
    ['an end record of an empty archive at its end', emptyArchive],
    ['an end record of another volume at its end', fakeEndRecord({ diskNumber: 3, centralDirectoryDisk: 3 })],
    [
      'an end record that asks for ZIP64 at its end',
      fakeEndRecord({ totalEntries: 0xffff, entriesOnDisk: 0xffff }),
    ],
    ['an end record with a directory beyond the end', fakeEndRecord({ centralDirectoryOffset: 0x7fffffff })],
    ['an end record whose comment runs past the end', fakeEndRecord({ commentLength: 1 })],
    ['the signature alone', uint32(signatures.endRecord)],
    ['several end records', Buffer.concat([fakeEndRecord(), fakeEndRecord(), fakeEndRecord()])],
  ])('reads the archive itself when its comment has %s', async (_, fake) => {
    const comment = Buffer.concat([Buffer.from('see '), fake]);

    expect(namesOf(await indexZip(build({ comment })))).toEqual(names);
  });

  it.each([
    [14, names],
    [15, names],
    [16, 'CORRUPT_DIRECTORY'],
  ])('tries 16 end records: after the true one, %d false ones', async (count, expected) => {
    const trailing = Buffer.concat([...new Array<Buffer>(count).fill(fakeEndRecord()), Buffer.alloc(1)]);

    const outcome = await indexZip(build({ trailing })).then(
      namesOf,
      (error: unknown) => (error as BatchError).code,
    );

    expect(outcome).toEqual(expected);
  });

  it.each<[string, NonNullable<ZipOptions['endRecord']>, string]>([
    ['another disk', { diskNumber: 1 }, 'SPLIT_ARCHIVE'],
    ['impossible counts', { entriesOnDisk: 1 }, 'SPLIT_ARCHIVE'],
    ['an impossible size', { centralDirectorySize: 1 }, 'CORRUPT_DIRECTORY'],
    ['a comment that is cut off', { commentLength: 2 }, 'CORRUPT_DIRECTORY'],
    ['no entries', { entriesOnDisk: 0, totalEntries: 0, centralDirectorySize: 0 }, 'CORRUPT_DIRECTORY'],
  ])(
    'reports %s in the end record, even if an image contains that of an empty archive',
    async (_, endRecord, code) => {
      const image = { name: 'c.jpg', data: emptyArchive };
      const zip = buildZip([...entries, image], { prefix: script, endRecord, trailing: Buffer.alloc(1) });

      expect((await catchBatchError(locate(zip))).code).toBe(code);
    },
  );

  it('asks a source for little, however many end records a comment and what follows it pretend', async () => {
    const fakes = Buffer.alloc(65_532, uint32(signatures.endRecord));
    const zip = build({ comment: fakes, trailing: fakes, endRecord: { centralDirectorySize: 1 } });
    const source = probe(new MemorySource(zip));

    await catchBatchError(locateDirectory(source));

    expect(source.reads.length).toBeLessThan(100);
    expect(bytesAskedFor(source)).toBeLessThan(2 ** 20);
  });

  it('adds the prefix to every offset if the offsets do not count it', async () => {
    const zip = build({ prefix: script, adjustOffsets: false });
    const { map } = buildZipWithMap(entries, { prefix: script });

    const index = await indexZip(zip);

    expect((await locate(zip)).prefixBytes).toBe(script.length);
    expect([0, 1].map((entry) => index.localHeaderOffset(entry))).toEqual(
      map.entries.map((entry) => entry.localHeaderOffset),
    );
    expect(index.extentEnd(1)).toBe(map.centralDirectoryOffset);
  });

  it('finds an archive without entries', async () => {
    expect(await locate(buildZip([]))).toEqual({ entryCount: 0, start: 0, size: 0, prefixBytes: 0 });
  });

  it.each<[string, Buffer, string, RegExp]>([
    ['nothing', Buffer.alloc(0), 'NOT_AN_ARCHIVE', /an empty file/],
    [
      'the first volume of several',
      Buffer.concat([uint32(0x08074b50), build({}).subarray(0, 60)]),
      'SPLIT_ARCHIVE',
      /one volume of a multi-volume archive/,
    ],
    [
      'the start of a ZIP',
      build({}).subarray(0, 60),
      'TRUNCATED_ARCHIVE',
      /its 60 bytes contain no end record/,
    ],
    [
      'gzip',
      Buffer.from([0x1f, 0x8b, 8]),
      'UNSUPPORTED_FORMAT',
      /^the file is a gzip file, not a ZIP archive$/,
    ],
    ['a web page', Buffer.from('<html>'), 'NOT_AN_ARCHIVE', /seems to be a web page/],
    [
      'three bytes',
      Buffer.from('PK\x03', 'latin1'),
      'NOT_AN_ARCHIVE',
      /seems to be a file of an unknown kind/,
    ],
  ])('says what a file that is not a whole ZIP seems to be: %s', async (_, bytes, code, message) => {
    const error = await catchBatchError(locate(bytes));

    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('says how the directory and the end record contradict each other', async () => {
    const { bytes, map } = buildZipWithMap(entries, { endRecord: { centralDirectoryOffset: 500 } });

    const error = await catchBatchError(locate(bytes));

    expect(error.message).toContain(`(${map.centralDirectorySize} bytes at offset 500)`);
    expect(error.message).toContain(`at ${map.endRecordOffset}`);
    expect(error.details).toEqual({
      directoryOffset: 500,
      directorySize: map.centralDirectorySize,
      endRecordOffset: map.endRecordOffset,
    });
  });

  it("rejects with the source's error while it tries a candidate", async () => {
    const failure = new Error('EIO');
    const whole = new MemorySource(build({}));
    const source = {
      size: whole.size,
      read: (target: Uint8Array, start: number) =>
        start === 0 ? whole.read(target, start) : Promise.reject(failure),
    };

    await expect(locateDirectory(source)).rejects.toBe(failure);
  });
});
