import { buildZipWithMap, type BuiltZip, type ZipEntryOptions, type ZipOptions } from './build-zip.ts';
import { exportEntries, type ExportFile } from './export-fixture.ts';
import type { Zip64Field } from './zip-options.ts';

/** An unusual but good way to write an export: what every mutation's cure must not forbid. */
export interface GoodVariant {
  /** To follow "an archive …". */
  name: string;
  build(files: readonly ExportFile[]): BuiltZip;
}

const allFields: readonly Zip64Field[] = [
  'uncompressedSize',
  'compressedSize',
  'localHeaderOffset',
  'diskNumberStart',
];
const zip64Sizes = { local: true, central: allFields.slice(0, 2) };
const script = Buffer.from('#!/bin/sh\nexit 1\n');

export const goodVariants: readonly GoodVariant[] = [
  ofEntries('of stored entries', { method: 0 }),
  ofEntries('of deflated entries', { method: 8 }),
  ofEntries('of stored entries with data descriptors', { method: 0, dataDescriptor: 'signed' }),
  ofEntries('of deflated entries with data descriptors', { method: 8, dataDescriptor: 'signed' }),
  ofEntries('with data descriptors without signatures', { method: 8, dataDescriptor: 'unsigned' }),
  ofEntries('with ZIP64 data descriptors', { dataDescriptor: 'signed', zip64: zip64Sizes }),
  ofEntries('with ZIP64 data descriptors without signatures', {
    dataDescriptor: 'unsigned',
    zip64: zip64Sizes,
  }),
  ofEntries('with ZIP64 sizes in both headers', { zip64: zip64Sizes }),
  ofEntries('with ZIP64 sizes in local headers only', { zip64: { local: true } }),
  ofEntries('with ZIP64 offsets', { zip64: { central: ['localHeaderOffset'] } }),
  ofEntries('with all ZIP64 fields', { zip64: { central: allFields } }),
  ofEntries('with all ZIP64 fields, though none is saturated', {
    zip64: { central: allFields, saturated: false },
  }),
  ofEntries('with ZIP64 fields after other extra fields', {
    zip64: { central: allFields, last: true },
    centralExtra: Buffer.from('UT\x05\x00\x03\0\0\0\0', 'latin1'),
  }),
  ofEntries('with extra fields', {
    localExtra: Buffer.from('UT\x05\x00\x03\0\0\0\0', 'latin1'),
    centralExtra: Buffer.from('ux\x02\x00\x01\x00', 'latin1'),
  }),
  ofEntries('with padding after the extra fields', {
    centralExtra: Buffer.alloc(3),
    localExtra: Buffer.alloc(3),
  }),
  ofEntries('with the UTF-8 flag on names in ASCII', { utf8: true }),
  ofEntries('with file comments', { comment: 'scanned “twice”' }),
  ofEntries('with dead bytes between entries', { gapBefore: Buffer.from('PK dead bytes') }),
  ofEntries('with the attributes of symbolic links, but made on MS-DOS', {
    externalAttributes: 0xa1ff0000,
    central: { versionMadeBy: 0x0014 },
  }),
  ofArchive('with an empty comment', {}),
  ofArchive('with a comment of 65,535 bytes', { comment: 'x'.repeat(65_535) }),
  ofArchive('with what looks like an end record in its comment', {
    comment: Buffer.from(`see PK\x05\x06${'\0'.repeat(18)} for the end`, 'latin1'),
  }),
  ofArchive('with bytes before it, counted by the offsets', { prefix: script }),
  ofArchive('with bytes before it, not counted by the offsets', { prefix: script, adjustOffsets: false }),
  ofArchive('with a few bytes after it', { trailing: Buffer.alloc(16) }),
  ofArchive('with a ZIP64 end record', { zip64: true }),
  ofArchive('with a ZIP64 end record with more data', {
    zip64: true,
    zip64EndRecord: { extensibleData: Buffer.alloc(40, 1) },
  }),
  ofArchive('with a ZIP64 end record and bytes before it', { zip64: true, prefix: script }),
  {
    name: 'with a directory in reverse order',
    build: (files) => buildZipWithMap(exportEntries(files), { centralOrder: [...files.keys()].reverse() }),
  },
  {
    name: 'with the leavings of a Mac',
    build: (files) =>
      buildZipWithMap([
        { name: '__MACOSX/' },
        ...exportEntries(files),
        ...files.map(({ name }) => ({ name: `__MACOSX/._${name}`, data: 'resource fork' })),
        { name: '.DS_Store', data: 'Bud1' },
      ]),
  },
  {
    name: 'with images that no row names, of names that only look unsafe',
    build: (files) =>
      buildZipWithMap([
        { name: 'link.jpg', data: 'target', externalAttributes: 0xa1ff0000 },
        ...['a..b.jpg', '...jpg', 'x..', 'folder/x.jpg', 'c.jpg'].map((name) => ({ name, data: 'x' })),
        ...exportEntries(files),
      ]),
  },
];

function ofEntries(name: string, entry: Partial<ZipEntryOptions>): GoodVariant {
  return { name, build: (files) => buildZipWithMap(exportEntries(files, { image: entry, manifest: entry })) };
}

function ofArchive(name: string, options: ZipOptions): GoodVariant {
  return { name, build: (files) => buildZipWithMap(exportEntries(files), options) };
}
