import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { MAX_DIRECTORY_BYTES } from '../../src/limits.ts';
import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import { buildZip, buildZipWithMap, type ZipEntryOptions } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { indexZip, namesOf } from '../helpers/index-zip.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { bytesAskedFor, probe } from '../helpers/source-probes.ts';
import { PieceWriter } from '../helpers/piece-writer.ts';
import { buildSparseZip, sparseSource } from '../helpers/sparse-zip.ts';
import { writeEndRecords } from '../helpers/write-end-records.ts';
import { extraField, signatures, uint32 } from '../helpers/zip-records.ts';

const image = seededRandom(1).bytes(500);

describe('readZipIndex', () => {
  it('gives the fields of each entry in the directory', async () => {
    const { bytes, map } = buildZipWithMap([
      { name: 'a.jpg', data: image },
      {
        name: 'b.csv',
        data: image,
        method: 8,
        dataDescriptor: 'signed',
        comment: 'x',
        centralExtra: extraField(0x5455, image),
      },
    ]);

    const index = await indexZip(bytes);

    expect(index.count).toBe(2);
    for (const [entry, { localHeaderOffset, compressedSize, uncompressedSize }] of map.entries.entries()) {
      expect(index.localHeaderOffset(entry)).toBe(localHeaderOffset);
      expect(index.compressedSize(entry)).toBe(compressedSize);
      expect(index.uncompressedSize(entry)).toBe(uncompressedSize);
      expect(index.crc32(entry)).toBe(crc32(image));
      expect(index.record(entry)).toMatchObject({
        versionMadeBy: 0x031e,
        versionNeeded: 20,
        externalFileAttributes: 0o100644 * 2 ** 16,
        internalFileAttributes: 0,
        lastModified: 0x5a221883, // 2025-01-02 03:04:06
      });
      const { offset, size } = map.centralRecords[entry]!;
      expect(index.centralHeader(entry)).toEqual(Uint8Array.from(bytes.subarray(offset, offset + size)));
    }
    expect([index.method(0), index.method(1)]).toEqual([0, 8]);
    expect([index.flags(0), index.flags(1)]).toEqual([0, 1 << 3]);
    expect(Buffer.from(index.storedName(1)).toString()).toBe('b.csv');
    expect(index.extra(1)).toHaveLength(4 + image.length);
  });

  it('keeps the order of the directory and knows where each body ends, whatever the order of the bodies', async () => {
    const entries = ['a', 'b', 'c', 'd'].map((name) => ({ name, data: image, gapBefore: 7 }));
    const { bytes, map } = buildZipWithMap(entries, { centralOrder: [2, 0, 3, 1], gapBeforeDirectory: 5 });

    const index = await indexZip(bytes);

    expect(namesOf(index)).toEqual(['c', 'a', 'd', 'b']);
    const starts = map.entries.map(({ localHeaderOffset }) => localHeaderOffset);
    expect([0, 1, 2, 3].map((entry) => index.localHeaderOffset(entry))).toEqual(
      [2, 0, 3, 1].map((i) => starts[i]),
    );
    expect([0, 1, 2, 3].map((entry) => index.extentEnd(entry))).toEqual([
      starts[3],
      starts[1],
      map.centralDirectoryOffset,
      starts[2],
    ]);
  });

  it('reads the end record and the directory, nothing else', async () => {
    const bodies = Array.from({ length: 50 }, (_, i) => ({ name: `${i}.jpg`, holeBytes: 200_000_000 }));
    const { source, map } = buildSparseZip(bodies, { comment: 'x'.repeat(65_535) });
    const probed = probe(source);

    await readZipIndex(probed);

    const tail = 22 + 65_535 + 65_536;
    for (const { start } of probed.reads) expect(start).toBeGreaterThanOrEqual(map.size - tail);
    expect(bytesAskedFor(probed)).toBeLessThanOrEqual(tail + map.centralDirectorySize + 100);
    expect(probed.reads.length).toBeLessThanOrEqual(5);
  });

  it.each(['signed', 'unsigned'] as const)(
    'takes sizes from the directory where a %s data descriptor follows',
    async (dataDescriptor) => {
      for (const zip64 of [{}, { local: true }]) {
        const entry = { name: 'a.jpg', data: image, dataDescriptor, zip64 };
        const { bytes, map } = buildZipWithMap([entry, { ...entry, name: 'b.jpg' }]);

        const index = await indexZip(bytes);

        expect(index.compressedSize(0)).toBe(500);
        expect(index.extentEnd(0)).toBe(map.entries[1]!.localHeaderOffset);
      }
    },
  );

  it.each<[string, ZipEntryOptions, string]>([
    ['flagged as UTF-8', { name: 'é.jpg' }, 'é.jpg'],
    ['in UTF-8 without the flag', { name: 'é.jpg', utf8: false }, 'é.jpg'],
    ['in code page 437', { name: Buffer.from([0x82, 0x2e, 0x6a]) }, 'é.j'],
    ['with a Unicode Path', { name: '_.jpg', unicodePath: 'é.jpg' }, 'é.jpg'],
    [
      'with a Unicode Path of another name',
      { name: 'a.jpg', unicodePath: { name: 'é.jpg', crc32: 1 } },
      'a.jpg',
    ],
    ['in ASCII, flagged as UTF-8', { name: 'a.jpg', utf8: true }, 'a.jpg'],
    ['in ASCII, between quotes and blanks', { name: ' "a" .jpg' }, ' "a" .jpg'],
  ])('decodes a name %s', async (_, entry, expected) => {
    expect(namesOf(await indexZip(buildZip([entry])))).toEqual([expected]);
  });

  const junk =
    'a/ a\\ __MACOSX/ __MACOSX/._x.jpg __MACOSX/deep/x.jpg a/__MACOSX/x.jpg ._x.jpg a/._x.jpg .DS_Store ' +
    'a/.DS_Store Thumbs.db thumbs.DB a\\Thumbs.db desktop.ini Desktop.ini a/Desktop.ini';
  it.each(junk.split(' '))('ignores %s', async (name) => {
    const index = await indexZip(buildZip([{ name }, { name: 'a.jpg' }]));

    expect([index.isIgnored(0), index.isIgnored(1)]).toEqual([true, false]);
  });

  it('ignores no other names', async () => {
    const names = (
      'a f.jpg 0.jpg Zoo.jpg a/b.jpg é.jpg _.jpg a:b.jpg .x.jpg a._x.jpg __MACOSX x__MACOSX/y.jpg my.DS_Store ' +
      'Thumbs.db.jpg desktop1ini desktop.inix xdesktop.ini deadbeef123 ._a/x.jpg'
    ).split(' ');

    const index = await indexZip(buildZip(names.map((name) => ({ name }))));

    expect(names.filter((_, entry) => index.isIgnored(entry))).toEqual([]);
  });

  it('knows that an entry begins on another disk, however that is written', async () => {
    const inRecord = { name: 'a.jpg', central: { diskNumberStart: 3 } };
    const inExtra = {
      name: 'a.jpg',
      zip64: { central: ['diskNumberStart'], values: { diskNumberStart: 3 } },
    } as const;

    for (const entry of [inRecord, inExtra]) {
      const error = await catchBatchError(indexZip(buildZip([entry])));
      expect(error.code).toBe('SPLIT_ARCHIVE');
      expect(error.message).toBe('entry "a.jpg" starts on disk 3 of a multi-disk archive');
    }
  });

  it('takes a disk number announced in a ZIP64 extra field that is missing for a corrupt directory', async () => {
    const error = await catchBatchError(
      indexZip(buildZip([{ name: 'a.jpg', central: { diskNumberStart: 0xffff } }])),
    );

    expect(error.code).toBe('CORRUPT_DIRECTORY');
    expect(error.message).toBe('entry "a.jpg" lacks the ZIP64 fields that its record announces');
  });

  it('shows a name that would break the line of its message harmlessly', async () => {
    const error = await catchBatchError(
      indexZip(buildZip([{ name: 'a\n\u202e.jpg', flags: (1 << 11) + 1 }])),
    );

    expect(error.message).toBe('entry "a\\n\\u202e.jpg" is encrypted');
    expect(error.details).toEqual({ entry: 'a\n\u202e.jpg' });
  });

  // At the limit the next check refuses the count of entries, which the directory could not hold.
  it.each([
    [-1, 'CORRUPT_DIRECTORY'],
    [0, 'CORRUPT_DIRECTORY'],
    [1, 'DIRECTORY_TOO_LARGE'],
  ])('reads nothing of a directory of the limit and %d bytes that cannot be right', async (beyond, code) => {
    const centralDirectorySize = MAX_DIRECTORY_BYTES + beyond;
    const writer = new PieceWriter();
    writer.append(uint32(signatures.centralRecord));
    writer.appendGap(centralDirectorySize - writer.position);
    const directory = { centralDirectoryOffset: 0, centralDirectorySize, totalEntries: 2 ** 40 };
    writeEndRecords(writer, directory, {}, 0);
    const source = probe(sparseSource(writer.position, writer.pieces));

    const error = await catchBatchError(readZipIndex(source));

    expect(error).toMatchObject({ code, details: { size: centralDirectorySize } });
    expect(bytesAskedFor(source)).toBeLessThan(150_000);
  });
});
