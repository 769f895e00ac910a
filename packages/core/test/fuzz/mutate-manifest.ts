import type { SeededRandom } from '../helpers/seeded-random.ts';
import { mutateByte, mutateSpan } from './mutate-bytes.ts';

/** What matters to who reads a CSV, or breaks who reads it carelessly. */
const SNIPPETS = [
  ...[
    '"',
    '""',
    '"""',
    '\\"',
    '\\',
    ',',
    ',,',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\r\r\n',
    ' ',
    '\t',
    '" ,',
    '"\r\n',
  ],
  ...[
    '\0',
    '\ufeff',
    '\u2028',
    '\u00a0',
    '\u0085',
    '\u0001',
    'é',
    'e\u0301',
    '../',
    '/',
    'C:\\',
    '.csv',
    'a.jpg',
    ';',
  ],
  ...['imageName', 'IMAGENAME', ' imageName ', '=cmd()', "'", '😀'],
].map((text) => Buffer.from(text, 'utf8'));
const LATIN_1 = ['é', '\u00a0', '\u0085', '\u0093'].map((text) => Buffer.from(text, 'latin1'));

/** What other programs make of line ends and quotes. */
const REPLACEMENTS: readonly (readonly [from: string, to: string])[] = [
  ['\n', '\r\n'],
  ['\r\n', '\n'],
  ['\n', '\r'],
  ['\r', '\n'],
  ['""', '\\"'],
];
/** More only takes longer. */
const MAX_BYTES = 2 ** 21;

/** Changes a manifest in one to four places. */
export function mutateManifest(manifest: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes: Uint8Array = manifest;
  const count = 1 + Math.min(random.integer(4), random.integer(4));
  for (let i = 0; i < count; i++) bytes = mutateOnce(bytes, random).subarray(0, MAX_BYTES);
  return bytes;
}

function mutateOnce(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  switch (random.integer(16)) {
    case 0:
    case 1:
      return mutateByte(bytes, random);
    case 2:
      return mutateSpan(bytes, random, SNIPPETS);
    case 3:
      return insert(bytes, random, random.pick(LATIN_1));
    case 4:
    case 5:
    case 6:
      return mutateLines(bytes, random);
    case 7:
      return insertLargeCell(bytes, random);
    case 8:
      return recode(bytes, random);
    case 9:
      return replaceAll(bytes, random.pick(REPLACEMENTS));
    case 10: // one line end, comma or quote more or less
      return swapAt(bytes, random, random.pick(['\n', '\r', ',', '"', '\\']), random.pick(SNIPPETS));
    default:
      return insert(bytes, random, random.pick(SNIPPETS));
  }
}

function insert(bytes: Uint8Array, random: SeededRandom, snippet: Uint8Array): Buffer {
  // The very beginning and end are places like no other.
  const position = random.pick([
    0,
    bytes.length,
    random.integer(bytes.length + 1),
    random.integer(bytes.length + 1),
  ]);
  return Buffer.concat([bytes.subarray(0, position), snippet, bytes.subarray(position)]);
}

/** Deletes, repeats, empties or moves a line, or lets it grow a cell. */
function mutateLines(bytes: Uint8Array, random: SeededRandom): Buffer {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const index = random.integer(lines.length);
  const line = lines[index] ?? '';
  const replacement = random.pick<string[]>([
    [],
    [line, line],
    Array<string>(20).fill(line),
    [''],
    ['', line],
    ['\r', line],
    ['""', line],
    [`${line},`],
    [random.pick(lines)],
  ]);
  lines.splice(index, 1, ...replacement);
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** A large cell; rarely one that outgrows the window of 1 MiB in which a manifest is read, because it takes long. */
function insertLargeCell(bytes: Uint8Array, random: SeededRandom): Buffer {
  const isHuge = random.integer(20) === 0;
  const filling = random.pick(isHuge ? ['x', 'é', ' ', '""'] : ['x', 'é', ' ', '""', 'a\n', ',', '\\"']);
  const length = isHuge ? 2 ** 20 + random.integer(1000) - 500 : random.integer(random.pick([300, 10_000]));
  return insert(bytes, random, Buffer.alloc(length, filling));
}

function recode(bytes: Uint8Array, random: SeededRandom): Buffer {
  const text = Buffer.from(bytes).toString('utf8');
  return random.pick([
    () => Buffer.from(text, 'latin1'),
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.from(`\ufeff${text}`, 'utf16le'),
    () => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    () => Buffer.from(`\ufeff${text}`, 'utf8'),
  ])();
}

function replaceAll(bytes: Uint8Array, [from, to]: readonly [string, string]): Buffer {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1');
}

/** Replaces one of the places where `wanted` stands. */
function swapAt(bytes: Uint8Array, random: SeededRandom, wanted: string, snippet: Uint8Array): Buffer {
  const found = Buffer.from(bytes).indexOf(wanted, random.integer(bytes.length + 1), 'latin1');
  if (found === -1) return Buffer.from(bytes);
  return Buffer.concat([bytes.subarray(0, found), snippet, bytes.subarray(found + wanted.length)]);
}
