import type { BuiltZip } from '../helpers/build-zip.ts';
import type { SeededRandom } from '../helpers/seeded-random.ts';
import { signatures, uint32 } from '../helpers/zip-records.ts';
import { mutateByte, mutateNumber, mutateSpan } from './mutate-bytes.ts';

/** A number in a record: where it starts and how many bytes it has. */
type Field = readonly [offset: number, width: number];

const LOCAL_FIELDS = fieldsOf(4, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2); // APPNOTE 4.3.7
const CENTRAL_FIELDS = fieldsOf(4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4); // APPNOTE 4.3.12
const DESCRIPTOR_FIELDS = fieldsOf(4, 4, 4, 4); // APPNOTE 4.3.9
const ZIP64_END_FIELDS = fieldsOf(4, 8, 2, 2, 4, 4, 8, 8, 8, 8); // APPNOTE 4.3.14
const LOCATOR_FIELDS = fieldsOf(4, 4, 8, 4); // APPNOTE 4.3.15
const END_FIELDS = fieldsOf(4, 2, 2, 2, 2, 4, 4, 2); // APPNOTE 4.3.16
/** What both headers of an entry hold: offset in the local one, in the central one, width. */
const SHARED_FIELDS = [
  [6, 8, 2],
  [8, 10, 2],
  [14, 16, 4],
  [18, 20, 4],
  [22, 24, 4],
  [30, 46, 1],
  [33, 49, 1],
] as const;

const LOCAL_HEADER_SIZE = 30;
const CENTRAL_HEADER_SIZE = 46;
const SNIPPETS = [
  ...Object.values(signatures).map(uint32),
  Buffer.from('PK\x05\x06' + '\0'.repeat(18), 'latin1'),
];

/** The fields of a record, from their widths in order. */
function fieldsOf(...widths: readonly number[]): Field[] {
  let end = 0;
  return widths.map((width) => [(end += width) - width, width]);
}

/** Changes a good archive in one to four places; `other` is what it may be spliced with. */
export function mutateArchive(built: BuiltZip, other: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes: Buffer = Buffer.from(built.bytes);
  const count = 1 + Math.min(random.integer(4), random.integer(4));
  // Structure first: other changes would shift the offsets in the map.
  for (let i = 0; i < count; i++) mutateStructure(bytes, built, random);
  if (random.integer(3) > 0) return bytes;
  bytes = random.integer(4) === 0 ? splice(bytes, other, random) : mutateSpan(bytes, random, SNIPPETS);
  return bytes;
}

function mutateStructure(bytes: Buffer, built: BuiltZip, random: SeededRandom): void {
  switch (random.integer(8)) {
    case 0:
      mutateBothHeaders(bytes, built, random);
      return;
    case 1:
      mutateExtra(bytes, built, random);
      return;
    case 2:
      swapRecords(bytes, built, random);
      return;
    case 3: // anywhere in an end record or a header
      bytes.set(
        mutateByte(
          bytes,
          random,
          random.pick([0, built.map.centralDirectoryOffset, built.map.endRecordOffset]),
        ),
      );
      return;
    default: {
      const [offset, width] = random.pick(random.pick(fieldGroups(built)));
      mutateNumber(bytes, random, offset, width);
    }
  }
}

/** The fields of each kind of record that the archive has. */
function fieldGroups({ map }: BuiltZip): Field[][] {
  const at = (start: number, fields: readonly Field[]): Field[] =>
    start < 0 ? [] : fields.map(([offset, width]) => [start + offset, width]);
  return [
    map.entries.flatMap(({ localHeaderOffset }) => at(localHeaderOffset, LOCAL_FIELDS)),
    map.entries.flatMap(({ dataDescriptorOffset, endOffset }) =>
      at(dataDescriptorOffset === endOffset ? -1 : dataDescriptorOffset, DESCRIPTOR_FIELDS),
    ),
    map.centralRecords.flatMap(({ offset }) => at(offset, CENTRAL_FIELDS)),
    map.centralRecords.flatMap(({ offset }) => at(offset, CENTRAL_FIELDS)),
    at(map.endRecordOffset, END_FIELDS),
    at(map.zip64EndRecordOffset, ZIP64_END_FIELDS),
    at(map.zip64LocatorOffset, LOCATOR_FIELDS),
  ].filter((fields) => fields.length > 0);
}

/** The same lie in the local header and the central record, so that comparing them shows nothing. */
function mutateBothHeaders(bytes: Buffer, { map }: BuiltZip, random: SeededRandom): void {
  const record = random.pick(map.centralRecords);
  const [local, central, width] = random.pick(SHARED_FIELDS);
  const from = record.offset + central;
  mutateNumber(bytes, random, from, width);
  const entry = map.entries[record.entry];
  if (entry !== undefined) bytes.copy(bytes, entry.localHeaderOffset + local, from, from + width);
}

/** A number inside an extra field of either header; else in the name. */
function mutateExtra(bytes: Buffer, { map }: BuiltZip, random: SeededRandom): void {
  const record = random.pick(map.centralRecords);
  const isLocal = random.integer(3) === 0;
  const header = isLocal ? map.entries[record.entry]!.localHeaderOffset : record.offset;
  const size = isLocal ? LOCAL_HEADER_SIZE : CENTRAL_HEADER_SIZE;
  const variable = header + size;
  if (variable > bytes.length) return;
  const nameLength = bytes.readUInt16LE(header + (isLocal ? 26 : 28));
  const extraLength = bytes.readUInt16LE(header + (isLocal ? 28 : 30));
  const [start, length] = extraLength === 0 ? [variable, nameLength] : [variable + nameLength, extraLength];
  mutateNumber(bytes, random, start + random.integer(length + 1), random.pick([1, 2, 4, 8]));
}

/** One record of the directory over another: duplicates, or two entries that claim the same bytes. */
function swapRecords(bytes: Buffer, { map }: BuiltZip, random: SeededRandom): void {
  const from = random.pick(map.centralRecords);
  const to = random.pick(map.centralRecords);
  const length = random.pick([CENTRAL_HEADER_SIZE, Math.min(from.size, to.size)]);
  bytes.copy(bytes, to.offset, from.offset, from.offset + length);
}

/** The beginning of one archive and the end of another. */
function splice(bytes: Uint8Array, other: Uint8Array, random: SeededRandom): Buffer {
  const [head, tail] = random.integer(2) === 0 ? [bytes, other] : [other, bytes];
  return Buffer.concat([
    head.subarray(0, random.pick([head.length, random.integer(head.length)])),
    tail.subarray(random.pick([0, random.integer(tail.length)])),
  ]);
}
