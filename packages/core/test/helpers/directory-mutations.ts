import { mutation, type Mutation } from './mutation.ts';
import { mapOf, withEntry, withOptions } from './rebuild-zip.ts';
import { extraField, maxUint16, maxUint32, uint32 } from './zip-records.ts';

/** Archives that end too early, or that miss bytes. */
export const truncations: readonly Mutation[] = [
  mutation('cut in the first local header', 'TRUNCATED_ARCHIVE', ({ bytes }) => bytes.subarray(0, 20)),
  mutation('cut in the middle of the data', 'TRUNCATED_ARCHIVE', ({ bytes, map }) =>
    bytes.subarray(0, Math.floor(map.centralDirectoryOffset / 2)),
  ),
  mutation('cut in the central directory', 'TRUNCATED_ARCHIVE', ({ bytes, map }) =>
    bytes.subarray(0, map.centralDirectoryOffset + Math.floor(map.centralDirectorySize / 2)),
  ),
  mutation('cut before the end record', 'TRUNCATED_ARCHIVE', ({ bytes, map }) =>
    bytes.subarray(0, map.endRecordOffset),
  ),
  mutation('cut in the end record', 'TRUNCATED_ARCHIVE', ({ bytes, map }) =>
    bytes.subarray(0, map.endRecordOffset + 10),
  ),
  mutation('cut one byte before the end', 'TRUNCATED_ARCHIVE', ({ bytes, map }) =>
    bytes.subarray(0, map.endRecordOffset + 21),
  ),
  mutation('cut in the comment', ['TRUNCATED_ARCHIVE', 'CORRUPT_DIRECTORY'], (built) =>
    withOptions(built, { comment: 'a comment of which the end is missing' }).subarray(0, -5),
  ),
  mutation(
    'without its first 100 bytes',
    ['TRUNCATED_ARCHIVE', 'CORRUPT_DIRECTORY', 'CORRUPT_ENTRY'],
    ({ bytes }) => bytes.subarray(100),
  ),
  mutation(
    'without 50 bytes in the middle',
    ['TRUNCATED_ARCHIVE', 'CORRUPT_DIRECTORY', 'CORRUPT_ENTRY'],
    (built) => {
      const { dataOffset } = mapOf(built, 1);
      return Buffer.concat([built.bytes.subarray(0, dataOffset), built.bytes.subarray(dataOffset + 50)]);
    },
  ),
  mutation('with 50 bytes more in the middle', ['CORRUPT_DIRECTORY', 'CORRUPT_ENTRY'], (built) => {
    const { dataOffset } = mapOf(built, 1);
    return Buffer.concat([
      built.bytes.subarray(0, dataOffset),
      Buffer.alloc(50),
      built.bytes.subarray(dataOffset),
    ]);
  }),
];

/** End records and central directories that contradict the archive. */
export const directoryLies: readonly Mutation[] = [
  mutation('whose end record counts an entry too few', 'CORRUPT_DIRECTORY', (built) => {
    const count = built.entries.length - 1;
    return withOptions(built, { endRecord: { entriesOnDisk: count, totalEntries: count } });
  }),
  mutation('whose end record counts an entry too many', 'CORRUPT_DIRECTORY', (built) => {
    const count = built.entries.length + 1;
    return withOptions(built, { endRecord: { entriesOnDisk: count, totalEntries: count } });
  }),
  mutation('whose end record counts 65,535 entries, without ZIP64', 'CORRUPT_DIRECTORY', (built) =>
    withOptions(built, { endRecord: { entriesOnDisk: maxUint16, totalEntries: maxUint16 } }),
  ),
  mutation('whose end record counts no entries', ['CORRUPT_DIRECTORY', 'MANIFEST_MISSING'], (built) =>
    withOptions(built, { endRecord: { entriesOnDisk: 0, totalEntries: 0 } }),
  ),
  mutation('whose end record has a directory size one too low', 'CORRUPT_DIRECTORY', (built) =>
    withOptions(built, { endRecord: { centralDirectorySize: built.map.centralDirectorySize - 1 } }),
  ),
  mutation('whose end record has a directory size one too high', 'CORRUPT_DIRECTORY', (built) =>
    withOptions(built, { endRecord: { centralDirectorySize: built.map.centralDirectorySize + 1 } }),
  ),
  mutation('whose end record has a directory size of 0', ['CORRUPT_DIRECTORY', 'MANIFEST_MISSING'], (built) =>
    withOptions(built, { endRecord: { centralDirectorySize: 0 } }),
  ),
  mutation(
    'whose directory is larger than the archive',
    ['CORRUPT_DIRECTORY', 'TRUNCATED_ARCHIVE'],
    (built) => withOptions(built, { endRecord: { centralDirectorySize: built.bytes.length + 1 } }),
  ),
  // Taken for bytes before the archive, this shifts every entry.
  mutation(
    'whose end record has a directory offset too low',
    ['CORRUPT_DIRECTORY', 'CORRUPT_ENTRY', 'OVERLAPPING_ENTRIES'],
    (built) =>
      withOptions(built, { endRecord: { centralDirectoryOffset: built.map.centralDirectoryOffset - 1 } }),
  ),
  mutation(
    'whose end record has a directory offset too high',
    ['CORRUPT_DIRECTORY', 'TRUNCATED_ARCHIVE'],
    (built) =>
      withOptions(built, { endRecord: { centralDirectoryOffset: built.map.centralDirectoryOffset + 1 } }),
  ),
  mutation('whose directory begins beyond the end', ['CORRUPT_DIRECTORY', 'TRUNCATED_ARCHIVE'], (built) =>
    withOptions(built, { endRecord: { centralDirectoryOffset: 0x7fffffff } }),
  ),
  mutation('with a central record of another signature', 'CORRUPT_DIRECTORY', (built) =>
    withEntry(built, 1, { central: { signature: 0x02014b51 } }),
  ),
  mutation('with a name that runs past the directory', 'CORRUPT_DIRECTORY', (built) =>
    withEntry(built, 'manifest', { central: { nameLength: 0xfff0 } }),
  ),
  mutation('with a central extra field that runs past the directory', 'CORRUPT_DIRECTORY', (built) =>
    withEntry(built, 'manifest', { central: { extraLength: 0xfff0 } }),
  ),
];

/** Single volumes of archives of several disks. */
export const splitArchives: readonly Mutation[] = [
  mutation('whose end record is on disk 1', 'SPLIT_ARCHIVE', (built) =>
    withOptions(built, { endRecord: { diskNumber: 1 } }),
  ),
  mutation('whose directory is on disk 1', 'SPLIT_ARCHIVE', (built) =>
    withOptions(built, { endRecord: { diskNumber: 1, centralDirectoryDisk: 1 } }),
  ),
  mutation('with fewer entries on this disk than in all', ['SPLIT_ARCHIVE', 'CORRUPT_DIRECTORY'], (built) =>
    withOptions(built, { endRecord: { entriesOnDisk: built.entries.length - 1 } }),
  ),
  mutation('with an entry that starts on disk 1', 'SPLIT_ARCHIVE', (built) =>
    withEntry(built, 1, { central: { diskNumberStart: 1 } }),
  ),
  mutation('that is the first volume of several', ['SPLIT_ARCHIVE', 'TRUNCATED_ARCHIVE'], (built) => {
    const spanned = withOptions(built, { prefix: uint32(0x08074b50) }); // APPNOTE 8.5.3
    return spanned.subarray(0, Math.floor(spanned.length / 2));
  }),
  mutation('that is the last volume of several', 'SPLIT_ARCHIVE', (built) =>
    withOptions(built, { endRecord: { diskNumber: 2, centralDirectoryDisk: 2 } }).subarray(
      mapOf(built, 1).localHeaderOffset,
    ),
  ),
  mutation('of several disks by its ZIP64 end record', 'SPLIT_ARCHIVE', (built) =>
    withOptions(built, { zip64: true, zip64EndRecord: { diskNumber: 1, centralDirectoryDisk: 1 } }),
  ),
];

const saturatedSizes = { compressedSize: maxUint32, uncompressedSize: maxUint32 };

/** ZIP64 structures that are announced and missing, short, or point nowhere. */
export const zip64Lies: readonly Mutation[] = [
  mutation('whose ZIP64 end record is missing', ['CORRUPT_DIRECTORY', 'TRUNCATED_ARCHIVE'], (built) =>
    withOptions(built, { zip64: true, omitZip64EndRecord: true }),
  ),
  mutation('whose ZIP64 locator points beyond 2^53', ['CORRUPT_DIRECTORY', 'TRUNCATED_ARCHIVE'], (built) =>
    withOptions(built, { zip64: true, zip64Locator: { zip64EndRecordOffset: 2n ** 64n - 1n } }),
  ),
  mutation('whose ZIP64 end record counts 2^60 entries', 'CORRUPT_DIRECTORY', (built) =>
    withOptions(built, {
      zip64: true,
      zip64EndRecord: { entriesOnDisk: 2n ** 60n, totalEntries: 2n ** 60n },
    }),
  ),
  mutation(
    'whose ZIP64 end record has a directory of 2^62 bytes',
    ['CORRUPT_DIRECTORY', 'TRUNCATED_ARCHIVE'],
    (built) => withOptions(built, { zip64: true, zip64EndRecord: { centralDirectorySize: 2n ** 62n } }),
  ),
  mutation(
    'whose ZIP64 end record has a directory at 2^62',
    ['CORRUPT_DIRECTORY', 'TRUNCATED_ARCHIVE'],
    (built) => withOptions(built, { zip64: true, zip64EndRecord: { centralDirectoryOffset: 2n ** 62n } }),
  ),
  mutation('with sizes announced in a ZIP64 extra field that is missing', 'CORRUPT_DIRECTORY', (built) =>
    withEntry(built, 1, { central: saturatedSizes }),
  ),
  mutation('with a ZIP64 extra field that runs past the extra fields', 'CORRUPT_DIRECTORY', (built) => {
    const whole = extraField(0x0001, Buffer.alloc(16));
    return withEntry(built, 1, { central: saturatedSizes, centralExtra: whole.subarray(0, 12) });
  }),
  mutation('with a local header offset of 2^60 in its ZIP64 extra field', 'CORRUPT_DIRECTORY', (built) =>
    withEntry(built, 1, {
      zip64: { central: ['localHeaderOffset'], values: { localHeaderOffset: 2n ** 60n } },
    }),
  ),
  mutation(
    'with a size of 2^64 - 1 in its ZIP64 extra field',
    ['CORRUPT_DIRECTORY', 'CORRUPT_ENTRY'],
    (built) => {
      const endless = 2n ** 64n - 1n;
      const values = { compressedSize: endless, uncompressedSize: endless };
      return withEntry(built, 1, {
        zip64: { central: ['compressedSize', 'uncompressedSize'], local: true, values },
      });
    },
  ),
];
