import type { ErrorCode } from '../../src/index.ts';
import { buildTar, layOutTar, type BuiltTar, type TarEntryOptions } from './build-tar.ts';

/** A change that makes a good TAR archive bad, and how it has to be refused. */
export interface TarMutation {
  /** What is wrong with the archive, to follow "an archive …". */
  name: string;
  code: ErrorCode;
  /** Makes the bad archive from a good one, which stays as it is. */
  mutate: (good: BuiltTar) => Uint8Array;
}

const image: TarEntryOptions = { name: 'a.jpg', data: 'a'.repeat(700) };
const manifest: TarEntryOptions = { name: 'manifest.csv', data: 'imageName\na.jpg\nb.jpg\n' };

/** Entries of a good export: `./`, `a.jpg`, `b.jpg` and the manifest. */
export const goodTarEntries: readonly TarEntryOptions[] = [
  { name: './', type: '5' },
  image,
  { name: 'b.jpg', data: 'b'.repeat(1024) },
  manifest,
];

export const truncatedTars: readonly TarMutation[] = [
  cutAt('that ends inside the header of its second file', (good) => good.entries[2]!.headerOffset + 100),
  cutAt('that ends after the header of its second file', (good) => good.entries[2]!.dataOffset),
  cutAt('that ends inside the data of a file', (good) => good.entries[2]!.dataOffset + 100),
  cutAt('that ends inside the data of a file, at a block', (good) => good.entries[2]!.dataOffset + 512),
  cutAt('that ends inside the padding of a file', (good) => good.entries[1]!.dataOffset + 701),
  cutAt('that ends exactly before an entry', (good) => good.entries[2]!.headerOffset),
  cutAt('that ends without zero blocks', (good) => good.endOffset),
  cutAt('that ends with half a zero block', (good) => good.endOffset + 256),
  cutAt('that ends with one zero block', (good) => good.endOffset + 512),
  cutAt('that ends with one and a half zero blocks', (good) => good.endOffset + 700),
  cutAt('that ends after its first folder', (good) => good.entries[1]!.headerOffset),
];

export const damagedTars: readonly TarMutation[] = [
  changed('with a wrong byte in its second header', (bytes, good) => {
    bytes[good.entries[1]!.headerOffset]! ^= 1;
  }),
  changed('with a wrong byte in the header of its second file', (bytes, good) => {
    bytes[good.entries[2]!.headerOffset + 130]! ^= 1;
  }),
  changed('with a checksum that is not a number', (bytes, good) => {
    bytes.write('abcdef', good.entries[2]!.headerOffset + 148);
  }),
  entries('with an entry that has no name', 'CORRUPT_TAR', { name: '' }),
  entries('with a link to nowhere', 'CORRUPT_TAR', { name: 'x', type: '2' }),
  entries('with a size beyond all numbers', 'CORRUPT_TAR', { name: 'x', sizeIn: 'base256', size: 2 ** 60 }),
  ...['1e300', '9007199254740992', '18446744073709551615', 'Infinity', '1.5'].map((size) =>
    entries(`with a size of ${size} in a pax record`, 'CORRUPT_TAR', { name: 'x', pax: { size } }),
  ),
  entries('with a name of 64 KiB', 'CORRUPT_TAR', { name: 'x'.repeat(65_536), nameIn: 'pax' }),
  entries('with a pax header of more than 1 MiB', 'CORRUPT_TAR', {
    name: 'x',
    pax: { comment: 'x'.repeat(1024 * 1024) },
  }),
  appended('with a byte after its end', () => Buffer.from('x')),
  appended('with text after its end', () => Buffer.from('x'.repeat(600))),
  appended('with data far after its end', () => Buffer.concat([Buffer.alloc(3_000_000), Buffer.from('x')])),
  appended('with another pasted after it', (good) => good.bytes),
  appended('with another pasted after it, far away', (good) =>
    Buffer.concat([Buffer.alloc(8192), good.bytes]),
  ),
];

export const oddEntries: readonly TarMutation[] = [
  ...[undefined, 'a.jpg'].flatMap((named) => [
    replacing('that is sparse as old GNU tar has it', 'SPARSE_ENTRY', { type: 'S', format: 'gnu' }, named),
    ...[
      { 'GNU.sparse.size': '9000', 'GNU.sparse.numblocks': '1', 'GNU.sparse.offset': '0' },
      { 'GNU.sparse.map': '0,512', 'GNU.sparse.size': '9000', 'GNU.sparse.name': 'a.jpg' },
      { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '9000' },
    ].map((pax) =>
      replacing(`that is sparse by ${Object.keys(pax)[0]!}`, 'SPARSE_ENTRY', { pax, data: 'a' }, named),
    ),
    replacing('that goes on from another volume', 'SPLIT_ARCHIVE', { type: 'M', format: 'gnu' }, named),
  ]),
  ...['a.jpg', 'manifest.csv'].flatMap((named) => [
    replacing(
      'that is a symbolic link',
      'ENTRY_IS_A_LINK',
      { type: '2', linkName: 'b.jpg', data: '' },
      named,
    ),
    replacing('that is a hard link', 'ENTRY_IS_A_LINK', { type: '1', linkName: 'b.jpg', data: '' }, named),
    replacing('that is a FIFO', 'ENTRY_IS_NO_FILE', { type: '6', data: '' }, named),
    replacing('that is a character device', 'ENTRY_IS_NO_FILE', { type: '3', data: '' }, named),
    replacing('that is a block device', 'ENTRY_IS_NO_FILE', { type: '4', data: '' }, named),
    replacing('of an unknown type', 'ENTRY_IS_NO_FILE', { type: 'Z' }, named),
  ]),
  replacing('that is a folder', 'IMAGES_MISSING', { name: 'a.jpg/', type: '5', data: '' }, 'a.jpg'),
  entries('with two entries of the same name', 'DUPLICATE_ENTRY', image),
  entries('with a.jpg and ./a.jpg', 'DUPLICATE_ENTRY', { ...image, name: './a.jpg' }),
  entries('with a.jpg and .//././a.jpg', 'DUPLICATE_ENTRY', { ...image, name: './/././a.jpg' }),
];

/** Names that would leave the folder in which the archive is unpacked. */
export const unsafeNames: readonly string[] = [
  ...['/escaped.jpg', '//escaped.jpg', '../escaped.jpg', './../escaped.jpg', 'x/../../escaped.jpg', '..'],
  ...['C:\\escaped.jpg', 'C:/escaped.jpg', '..\\escaped.jpg', '\\escaped.jpg', '/tmp/escaped.jpg'],
];

function cutAt(name: string, position: (good: BuiltTar) => number): TarMutation {
  return { name, code: 'TRUNCATED_ARCHIVE', mutate: (good) => good.bytes.subarray(0, position(good)) };
}

function changed(name: string, change: (bytes: Buffer, good: BuiltTar) => void): TarMutation {
  const mutate: TarMutation['mutate'] = (good) => {
    const bytes = Buffer.from(good.bytes);
    change(bytes, good);
    return bytes;
  };
  return { name, code: 'CORRUPT_TAR', mutate };
}

function appended(name: string, more: (good: BuiltTar) => Uint8Array): TarMutation {
  return { name, code: 'CORRUPT_TAR', mutate: (good) => Buffer.concat([good.bytes, more(good)]) };
}

/** With another entry before the manifest. */
function entries(name: string, code: ErrorCode, entry: TarEntryOptions): TarMutation {
  return {
    name,
    code,
    mutate: () => buildTar([...goodTarEntries.slice(0, -1), entry, manifest]),
  };
}

/** With one entry otherwise, or with such an entry that no row names. */
function replacing(
  what: string,
  code: ErrorCode,
  change: Partial<TarEntryOptions>,
  named: string | undefined,
): TarMutation {
  if (named === undefined)
    return entries(`with an entry ${what}`, code, { name: 'other', data: 'x', ...change });
  const changedEntries = goodTarEntries.map((entry) =>
    entry.name === named ? { ...entry, ...change } : entry,
  );
  return { name: `with ${named} ${what}`, code, mutate: () => layOutTar(changedEntries).bytes };
}
