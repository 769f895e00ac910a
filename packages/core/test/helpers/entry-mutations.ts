import { buildZip, buildZipWithMap, type BuiltZip, type ZipEntryOptions } from './build-zip.ts';
import { mutation, type Mutation } from './mutation.ts';
import { entryOf, inBothHeaders, indexOf, mapOf, withEntry, withMore } from './rebuild-zip.ts';

/** Entries that share bytes, or lie elsewhere than the directory says. */
export const misplacedEntries: readonly Mutation[] = [
  mutation('with two entries at the same local header', ['OVERLAPPING_ENTRIES', 'CORRUPT_ENTRY'], (built) =>
    withEntry(built, 1, { central: { localHeaderOffset: mapOf(built, 0).localHeaderOffset } }),
  ),
  mutation('with an entry listed twice', ['OVERLAPPING_ENTRIES', 'DUPLICATE_ENTRY'], (built) =>
    buildZip(built.entries, { ...built.options, centralOrder: [0, ...built.entries.keys()] }),
  ),
  // Both entries are whole and true: only who compares their extents sees it.
  mutation('with an entry inside the data of another', 'OVERLAPPING_ENTRIES', withNestedEntry),
  mutation('with an entry one byte longer than its place', 'OVERLAPPING_ENTRIES', (built) => {
    const size = mapOf(built, 1).compressedSize + 1;
    return withEntry(built, 1, inBothHeaders({ compressedSize: size, uncompressedSize: size }));
  }),
  mutation(
    'with a last entry that runs into the directory',
    ['OVERLAPPING_ENTRIES', 'CORRUPT_DIRECTORY'],
    (built) => {
      const last = built.entries.length - 1;
      const lie = inBothHeaders({ compressedSize: built.map.entries[last]!.compressedSize + 1 });
      const entries = built.entries.map((entry, index) =>
        index === last ? { ...entry, method: 8, ...lie } : entry,
      );
      return buildZip(entries, built.options);
    },
  ),
  mutation(
    'with a local extra field longer than its place',
    ['OVERLAPPING_ENTRIES', 'CORRUPT_ENTRY'],
    (built) => withEntry(built, 1, { local: { extraLength: 1 } }),
  ),
  mutation('with a local header beyond the end', 'CORRUPT_DIRECTORY', (built) =>
    withEntry(built, 1, { central: { localHeaderOffset: built.bytes.length + 1000 } }),
  ),
  mutation('with a local header in the directory', ['CORRUPT_DIRECTORY', 'OVERLAPPING_ENTRIES'], (built) =>
    withEntry(built, 1, { central: { localHeaderOffset: built.map.centralDirectoryOffset } }),
  ),
  mutation('with zeros where a local header should be', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { gapBefore: 16, central: { localHeaderOffset: mapOf(built, 1).localHeaderOffset } }),
  ),
  mutation('with a local header of another signature', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { local: { signature: 0x04034b51 } }),
  ),
];

/** Local headers that contradict the directory. */
export const localHeaderLies: readonly Mutation[] = [
  mutation('whose local header names another file', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { local: { name: Buffer.from(`${'0'.repeat(24)}.jpg`) } }),
  ),
  mutation('whose local header has a longer name', ['CORRUPT_ENTRY', 'OVERLAPPING_ENTRIES'], (built) =>
    withEntry(built, 1, { local: { name: Buffer.from(`${String(entryOf(built, 1).name)}x`) } }),
  ),
  mutation('whose local header has another method', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { method: 0, local: { method: 8 } }),
  ),
  mutation('whose local header has another CRC', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { local: { crc32: 0x12345678 } }),
  ),
  mutation('whose directory has another CRC', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { central: { crc32: 0x12345678 } }),
  ),
  mutation('whose local header has another packed size', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { method: 8, local: { compressedSize: 7 } }),
  ),
  mutation('whose local header has another unpacked size', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { method: 8, local: { uncompressedSize: 7 } }),
  ),
  mutation('whose directory has a packed size one too small', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 1, { method: 8, central: { compressedSize: packedSizeOf(built, 1) - 1 } }),
  ),
  mutation(
    'whose directory has a packed size one too big',
    ['CORRUPT_ENTRY', 'OVERLAPPING_ENTRIES'],
    (built) => withEntry(built, 1, { method: 8, central: { compressedSize: packedSizeOf(built, 1) + 1 } }),
  ),
  mutation('with a stored entry of differing sizes', ['CORRUPT_DIRECTORY', 'CORRUPT_ENTRY'], (built) =>
    withEntry(built, 1, {
      method: 0,
      ...inBothHeaders({ uncompressedSize: mapOf(built, 1).uncompressedSize + 1 }),
    }),
  ),
  mutation('whose manifest has a local header of another name', 'CORRUPT_ENTRY', (built) =>
    withEntry(built, 'manifest', {
      local: { name: Buffer.from('m'.repeat(String(entryOf(built, 'manifest').name).length)) },
    }),
  ),
];

/** Mode 0120777 in the upper 16 bits. */
const SYMBOLIC_LINK = 0xa1ff0000;

/** Entries that cannot, or must not, be unpacked. */
export const unreadableEntries: readonly Mutation[] = [
  mutation('with an image that is a symbolic link', 'ENTRY_IS_A_LINK', (built) =>
    withEntry(built, 1, { externalAttributes: SYMBOLIC_LINK }),
  ),
  mutation('with an image that is a symbolic link of a Mac', 'ENTRY_IS_A_LINK', (built) =>
    withEntry(built, 1, { externalAttributes: SYMBOLIC_LINK, central: { versionMadeBy: 0x1314 } }),
  ),
  mutation('with a manifest that is a symbolic link', 'ENTRY_IS_A_LINK', (built) =>
    withEntry(built, 'manifest', { externalAttributes: SYMBOLIC_LINK }),
  ),
  mutation('with an encrypted image', 'ENCRYPTED_ENTRY', (built) => withEntry(built, 1, { flags: 1 })),
  mutation('with an encrypted manifest', 'ENCRYPTED_ENTRY', (built) =>
    withEntry(built, 'manifest', { flags: 1 }),
  ),
  mutation('with a strongly encrypted image', 'ENCRYPTED_ENTRY', (built) =>
    withEntry(built, 1, { flags: 1 + (1 << 6) }),
  ),
  mutation('with masked local headers', 'ENCRYPTED_ENTRY', (built) =>
    withEntry(built, 1, { flags: 1 << 13 }),
  ),
  mutation('with an AES-encrypted image', ['ENCRYPTED_ENTRY', 'UNSUPPORTED_METHOD'], (built) =>
    withEntry(built, 1, { flags: 1, method: 99 }),
  ),
  ...[
    [9, 'Deflate64'],
    [12, 'bzip2'],
    [14, 'LZMA'],
    [93, 'Zstandard'],
  ].flatMap(([method, label]) => [
    mutation(`with an image packed with ${label}`, 'UNSUPPORTED_METHOD', (built) =>
      withEntry(built, 1, { method: Number(method) }),
    ),
    mutation(`with a manifest packed with ${label}`, 'UNSUPPORTED_METHOD', (built) =>
      withEntry(built, 'manifest', { method: Number(method) }),
    ),
  ]),
];

/** Names that escape, repeat or cannot be read. The archive is good but for one entry more. */
export const badNames: readonly Mutation[] = [
  ...[
    '../x.jpg',
    'a/../../x.jpg',
    '..\\x.jpg',
    '/x.jpg',
    '\\x.jpg',
    'C:\\x.jpg',
    'c:/x.jpg',
    '\\\\host\\share\\x.jpg',
  ].map((name) =>
    mutation(`with an entry named ${name}`, 'UNSAFE_ENTRY_NAME', (built) =>
      withMore(built, { name, data: 'x' }),
    ),
  ),
  mutation('with an entry named ../x.jpg by its Unicode Path', 'UNSAFE_ENTRY_NAME', (built) =>
    withMore(built, { name: 'x.jpg', data: 'x', unicodePath: '../x.jpg' }),
  ),
  mutation('with an entry without a name', ['CORRUPT_DIRECTORY', 'UNSAFE_ENTRY_NAME'], (built) =>
    withMore(built, { name: '', data: 'x' }),
  ),
  mutation('with two images of the same name', 'DUPLICATE_ENTRY', (built) =>
    withMore(built, { name: entryOf(built, 1).name, data: 'another image' }),
  ),
  mutation('with two manifests of the same name', ['DUPLICATE_ENTRY', 'MANIFEST_AMBIGUOUS'], (built) =>
    withMore(built, { name: entryOf(built, 'manifest').name, data: 'imageName\n' }),
  ),
  mutation(
    'with an image renamed to bytes that are not UTF-8',
    ['IMAGES_MISSING', 'CORRUPT_DIRECTORY'],
    (built) =>
      withEntry(built, 1, { name: Buffer.from([0xc3, 0x28, 0xff, 0x2e, 0x6a, 0x70, 0x67]), utf8: true }),
  ),
];

function packedSizeOf(built: BuiltZip, which: number): number {
  return buildZipWithMap([{ ...entryOf(built, which), method: 8 }]).map.entries[0]!.compressedSize;
}

/** The second image's local header and data are copied into the data of the first, and the directory points there. */
function withNestedEntry(built: BuiltZip): Uint8Array {
  const hostIndex = indexOf(built, 0);
  const guestIndex = indexOf(built, 1);
  const guest = built.map.entries[guestIndex]!;
  const host: ZipEntryOptions = {
    ...built.entries[hostIndex]!,
    method: 0,
    data: built.bytes.subarray(guest.localHeaderOffset, guest.endOffset),
  };
  const withHost = built.entries.with(hostIndex, host);
  const { map } = buildZipWithMap(withHost, built.options);
  const localHeaderOffset = map.entries[hostIndex]!.dataOffset;
  return buildZip(
    withHost.with(guestIndex, { ...built.entries[guestIndex]!, central: { localHeaderOffset } }),
    built.options,
  );
}
