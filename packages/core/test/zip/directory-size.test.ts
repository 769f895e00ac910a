import { describe, expect, it } from '@jest/globals';
import { MAX_DIRECTORY_BYTES } from '../../src/limits.ts';
import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { bytesAskedFor, probe } from '../helpers/source-probes.ts';
import { sparseSource } from '../helpers/sparse-zip.ts';
import { endRecord, signatures, uint32, zip64EndRecord, zip64Locator } from '../helpers/zip-records.ts';

describe('readZipIndex', () => {
  // At the limit the next check refuses the count of entries, which the directory could not hold.
  it.each([
    [-1, 'CORRUPT_DIRECTORY'],
    [0, 'CORRUPT_DIRECTORY'],
    [1, 'DIRECTORY_TOO_LARGE'],
  ])('reads nothing of a directory of the limit and %d bytes that cannot be right', async (beyond, code) => {
    const source = probe(hugeDirectory(MAX_DIRECTORY_BYTES + beyond));

    const error = await catchBatchError(readZipIndex(source));

    expect(error.code).toBe(code);
    expect(error.details).toMatchObject({ size: MAX_DIRECTORY_BYTES + beyond });
    expect(bytesAskedFor(source)).toBeLessThan(150_000);
  });
});

/** A directory of that size that nobody holds but for its first signature, in an archive of a count no directory has. */
function hugeDirectory(size: number): ReturnType<typeof sparseSource> {
  const directory = {
    centralDirectorySize: size,
    centralDirectoryOffset: 0,
    entriesOnDisk: 2 ** 40,
    totalEntries: 2 ** 40,
  };
  const record = {
    signature: signatures.zip64EndRecord,
    recordSize: 44,
    versionMadeBy: 45,
    versionNeeded: 45,
  };
  const end = Buffer.concat([
    zip64EndRecord({
      ...record,
      diskNumber: 0,
      centralDirectoryDisk: 0,
      ...directory,
      extensibleData: Buffer.alloc(0),
    }),
    zip64Locator({
      signature: signatures.zip64Locator,
      zip64EndRecordDisk: 0,
      zip64EndRecordOffset: size,
      totalDisks: 1,
    }),
    endRecord({
      signature: signatures.endRecord,
      diskNumber: 0,
      centralDirectoryDisk: 0,
      entriesOnDisk: 0xffff,
      totalEntries: 0xffff,
      centralDirectorySize: 0xffffffff,
      centralDirectoryOffset: 0xffffffff,
      comment: Buffer.alloc(0),
    }),
  ]);
  const pieces = [
    { offset: 0, bytes: uint32(signatures.centralRecord) },
    { offset: size, bytes: end },
  ];
  return sparseSource(size + end.length, pieces);
}
