import {
  buildZipWithMap,
  type BuiltZip,
  type ZipEntryOptions,
  type ZipOptions,
} from '../helpers/build-zip.ts';
import { makeExport, type ExportFile } from '../helpers/export-fixture.ts';
import type { SeededRandom } from '../helpers/seeded-random.ts';
import { extraField } from '../helpers/zip-records.ts';

/** A good archive to start from: it has to be split, whatever its traits. */
export interface StartingArchive {
  readonly built: BuiltZip;
  /** Index of the manifest among `built.entries`. */
  readonly manifest: number;
  /** A row names an image that is not there: it can only be split with `skip`. */
  readonly hasMissingImage: boolean;
}

type Traits = Partial<ZipEntryOptions>;

/** Ways of naming an image in the archive and in the manifest so that one is found by the other. */
const NAMINGS: readonly ((name: string) => {
  inManifest: string;
  entry: Traits & Pick<ZipEntryOptions, 'name'>;
})[] = [
  (name) => ({ inManifest: name, entry: { name } }),
  (name) => ({ inManifest: name, entry: { name: `photos/2024/${name}` } }),
  (name) => ({ inManifest: name, entry: { name: `photos\\${name}` } }),
  (name) => ({ inManifest: name, entry: { name: `./${name}` } }),
  (name) => ({ inManifest: name, entry: { name: name.toUpperCase() } }),
  (name) => ({ inManifest: `é${name}`, entry: { name: `é${name}` } }),
  (name) => ({ inManifest: `é${name}`, entry: { name: `é${name}`, utf8: false } }),
  (name) => ({ inManifest: `é${name}`, entry: { name: `e\u0301${name}` } }),
  (name) => ({
    inManifest: `é${name}`,
    entry: { name: Buffer.concat([Buffer.from([0x82]), Buffer.from(name)]) },
  }),
  (name) => ({ inManifest: `é${name}`, entry: { name: `_${name}`, unicodePath: `é${name}` } }),
  (name) => ({ inManifest: name, entry: { name, unicodePath: { name: `é${name}`, crc32: 1 } } }),
];

const timestamp = extraField(0x5455, Buffer.from([3, 0, 0, 0, 0]));

/** Makes an export archive with traits of many producers, mixed at random. */
export function makeArchive(random: SeededRandom): StartingArchive {
  const images = 1 + random.integer(6);
  const hasMissingImage = random.integer(8) === 0;
  const namings = new Map<string, ReturnType<(typeof NAMINGS)[number]>>();
  const isUniform = random.integer(3) === 0;
  const namingOf = (name: string): ReturnType<(typeof NAMINGS)[number]> => {
    const naming = namings.get(name) ?? (isUniform ? NAMINGS[0]! : random.pick(NAMINGS))(name);
    namings.set(name, naming);
    return naming;
  };
  const lineEnd = random.pick(['\n', '\n', '\r\n', '\r']);
  const fixture = makeExport({
    images,
    rows: hasMissingImage ? images + 1 : 1 + random.integer(images),
    order: random.pick(['manifest', 'shuffled']),
    imageBytes: { min: random.pick([0, 40]), max: random.pick([40, 400, 2000]) },
    seed: random.uint32(),
    lineEnd,
    finalLineEnd: random.integer(4) > 0,
    byteOrderMark: random.integer(4) === 0,
    manifestName: random.pick(['manifest.csv', 'Manifest.CSV', '0f0e0d0c.csv', 'export/manifest.csv']),
    manifestPosition: random.pick(['first', 'last']),
    cell: (value, _row, column) => {
      if (column === 'imageName') return namingOf(value).inManifest;
      // Lines that end with a carriage return are only known as such where there is no line feed at all.
      return lineEnd === '\r' ? value.replaceAll('\n', ' ') : value;
    },
  });
  const traits = entryTraits(random);
  const isMixed = random.integer(3) === 0;
  const entryOf = (file: ExportFile): ZipEntryOptions => ({
    data: file.bytes,
    ...(isMixed ? entryTraits(random) : traits),
    ...(file.name === fixture.manifestName ? { name: file.name } : namingOf(file.name).entry),
  });
  const files = fixture.files.map(entryOf);
  const before = junk(random);
  const entries = [...before, ...files, ...junk(random, '2')];
  const manifest = before.length + fixture.files.findIndex(({ name }) => name === fixture.manifestName);
  return {
    built: buildZipWithMap(entries, archiveTraits(random, entries.length)),
    manifest,
    hasMissingImage,
  };
}

function entryTraits(random: SeededRandom): Traits {
  const zip64 = random.pick<ZipEntryOptions['zip64']>([
    undefined,
    undefined,
    { local: true },
    { local: true, central: ['uncompressedSize', 'compressedSize'] },
    { central: ['localHeaderOffset'], last: true },
    { central: ['uncompressedSize', 'compressedSize', 'localHeaderOffset', 'diskNumberStart'] },
    {
      central: ['uncompressedSize', 'compressedSize', 'localHeaderOffset', 'diskNumberStart'],
      saturated: false,
    },
  ]);
  return {
    method: random.pick([0, 0, 8]),
    dataDescriptor: random.pick(['none', 'none', 'signed', 'unsigned']),
    ...(zip64 !== undefined && { zip64 }),
    ...sometimes(random, { localExtra: timestamp }),
    // Padding may only come last: blocks after it are not found.
    ...sometimes(random, {
      centralExtra: zip64?.last === true ? timestamp : random.pick([timestamp, Buffer.alloc(3)]),
    }),
    ...sometimes(random, { comment: 'scanned “twice”' }),
    ...sometimes(random, { gapBefore: random.pick([1, 30, 4095, 4097]) }),
  };
}

function archiveTraits(random: SeededRandom, entryCount: number): ZipOptions {
  const prefix = random.pick<ZipOptions>([
    {},
    {},
    { prefix: random.bytes(50) },
    { prefix: random.bytes(50), adjustOffsets: false },
  ]);
  // With bytes after it, such a comment would be as good an end as the real one.
  const end = random.pick<ZipOptions>([
    ...[
      {},
      {},
      {},
      {},
      { comment: 'a comment' },
      { comment: `see PK\x05\x06${'\0'.repeat(18)} for the end` },
    ],
    ...[
      { trailing: Buffer.alloc(16) },
      { trailing: Buffer.from('\n') },
      { comment: 'a comment', trailing: Buffer.from('\n') },
    ],
  ]);
  return {
    ...prefix,
    ...end,
    ...sometimes(random, { zip64: true }),
    ...sometimes(random, { gapBeforeDirectory: random.pick([1, 5000]) }),
    ...sometimes(random, { centralOrder: random.shuffle([...Array(entryCount).keys()]) }),
  };
}

/** What a splitter has to pass over. */
function junk(random: SeededRandom, suffix = ''): ZipEntryOptions[] {
  const kinds: ZipEntryOptions[] = [
    { name: `photos${suffix}/` },
    { name: `__MACOSX/._a${suffix}.jpg`, data: 'resource fork' },
    { name: `notes${suffix}/.DS_Store`, data: 'Bud1' },
    { name: `unlisted${suffix}.jpg`, data: random.bytes(20), method: 8 },
    { name: `empty${suffix}.jpg` },
    { name: `notes${suffix}/other.txt`, data: 'imageName\nx.jpg\n' },
  ];
  return random.integer(2) === 0 ? [] : random.shuffle(kinds).slice(0, 1 + random.integer(3));
}

function sometimes<Options>(random: SeededRandom, options: Options): Partial<Options> {
  return random.integer(5) === 0 ? options : {};
}
