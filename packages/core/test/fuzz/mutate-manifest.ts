import type { SeededRandom } from '../helpers/seeded-random.ts';
import { mutateByte, mutateSpan } from './mutate-bytes.ts';

/** What matters to a reader of CSV, or breaks a careless one. */
const SNIPPETS = [
  '"|""|"""|\\"|\\|,|,,|\n|\r|\r\n|\n\n|\r\r\n| |\t|" ,|"\r\n|../|/|C:\\|.csv|a.jpg|;|=cmd()|\'|imageName|IMAGENAME',
  ' imageName |\0|\ufeff|\u2028|\u00a0|\u0085|\u0001|é|e\u0301|😀',
].flatMap((texts) => texts.split('|').map((text) => Buffer.from(text, 'utf8')));
const LATIN_1 = ['é', '\u00a0', '\u0085', '\u0093'].map((text) => Buffer.from(text, 'latin1'));

/** Cells as PHP, spreadsheets and people write them, a character a byte. */
const CELLS = [
  '"say \\"hi\\", x"|"say ""hi\\", x"|"C:\\dir\\"|"C:\\dir\\", x"|"\\\\"|"\\""|"a\\",b\\",c"|x\\"|"Caf\xe9 \\"x\\", y"',
  '"a\nb"|"a\r\nb"|"a\rb"|"a\\",\nb"|"\n"|"\r"|"x" |"x"\t |"x"\v| "x"|" x "|"x" y|x"y|5" tall|"5"" tall"|"|""|x\r|Caf\xe9',
].flatMap((texts) => texts.split('|'));

/** What other programs make of line ends and quotes. */
const REPLACEMENTS = [
  ['\n', '\r\n'],
  ['\r\n', '\n'],
  ['\n', '\r'],
  ['\r', '\n'],
  ['""', '\\"'],
] as const;
/** More only takes longer. */
const MAX_BYTES = 2 ** 21;
/** Readers differ on whether these are blanks that may follow a closing quote, and no program writes them there. */
const WIDE_BLANKS_AFTER_QUOTE = /(?<="\s*)(?:\xa0|\xc2\xa0|\xef\xbb\xbf|\xe2\x80[\x80-\xaf])+/g;

/** Changes a manifest in one to four places. */
export function mutateManifest(manifest: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes: Uint8Array = manifest;
  const count = 1 + Math.min(random.integer(4), random.integer(4));
  for (let i = 0; i < count; i++) bytes = mutateOnce(bytes, random).subarray(0, MAX_BYTES);
  return changeText(bytes, (text) => text.replaceAll(WIDE_BLANKS_AFTER_QUOTE, ''));
}

function mutateOnce(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  switch (random.integer(18)) {
    case 0:
    case 1:
      return mutateByte(bytes, random);
    case 2:
      return mutateSpan(bytes, random, SNIPPETS);
    case 3:
      return insert(bytes, random, random.pick(LATIN_1));
    case 4:
    case 5:
      return mutateLines(bytes, random);
    case 6:
    case 7:
    case 8:
    case 9:
      return replaceCells(bytes, random);
    case 10:
      return insertLargeCell(bytes, random);
    case 11:
      return recode(bytes, random);
    case 12: {
      const [from, to] = random.pick(REPLACEMENTS);
      return changeText(bytes, (text) => text.replaceAll(from, to));
    }
    case 13: // some line ends of the other kind
      return changeText(bytes, (text) => text.replaceAll(/\r?\n/g, () => random.pick(['\n', '\n', '\r\n'])));
    case 14: // one line end, comma or quote more or less
      return swapAt(bytes, random, random.pick(['\n', '\r', ',', '"', '\\']), random.pick(SNIPPETS));
    default:
      return insert(bytes, random, random.pick(SNIPPETS));
  }
}

/** Changes bytes as a text of a character a byte. */
function changeText(bytes: Uint8Array, change: (text: string) => string): Buffer {
  return Buffer.from(change(Buffer.from(bytes).toString('latin1')), 'latin1');
}

function insert(bytes: Uint8Array, random: SeededRandom, snippet: Uint8Array): Buffer {
  const anywhere = random.integer(bytes.length + 1);
  // The very beginning and end are places like no other.
  const position = random.pick([0, bytes.length, anywhere, anywhere]);
  return Buffer.concat([bytes.subarray(0, position), snippet, bytes.subarray(position)]);
}

/** Deletes, repeats, empties or moves a line, or lets it grow a cell. */
function mutateLines(bytes: Uint8Array, random: SeededRandom): Buffer {
  return changeText(bytes, (text) => {
    const lines = text.split('\n');
    const index = random.integer(lines.length);
    const line = lines[index] ?? '';
    const repeated = Array<string>(20).fill(line);
    const blank = random.pick(['', '\r', '""', ',,']);
    const replacement = random.pick([[], [line, line], repeated, [''], [blank, line], [`${line},`]]);
    lines.splice(index, 1, ...random.pick([replacement, replacement, [random.pick(lines)]]));
    return lines.join('\n');
  });
}

/** Replaces the content between two commas, or a comma and a line end, here and there. */
function replaceCells(bytes: Uint8Array, random: SeededRandom): Buffer {
  const share = random.pick([3, 30]);
  return changeText(bytes, (text) =>
    text.replaceAll(/,[^,"\r\n]*(?=[,\r\n])/g, (cell, offset: number) =>
      // Columns of the header keep their names.
      offset > text.search(/[\r\n]/) && random.integer(share) === 0 ? `,${random.pick(CELLS)}` : cell,
    ),
  );
}

/** A large cell; rarely one of more than a MiB, because it takes long. */
function insertLargeCell(bytes: Uint8Array, random: SeededRandom): Buffer {
  const isHuge = random.integer(20) === 0;
  const filling = random.pick(isHuge ? ['x', 'é', ' ', '""'] : ['x', 'é', ' ', '""', 'a\n', ',', '\\"']);
  const length = isHuge
    ? 2 ** 20 + random.integer(1000)
    : random.integer(random.pick([300, 10_000, 200_000]));
  const cell = Buffer.alloc(length, filling);
  const quoted = Buffer.concat([Buffer.from(',"'), cell, Buffer.from('"')]);
  return random.integer(2) === 0 ? insert(bytes, random, cell) : swapAt(bytes, random, ',', quoted);
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

/** Replaces one of the places where `wanted` stands. */
function swapAt(bytes: Uint8Array, random: SeededRandom, wanted: string, snippet: Uint8Array): Buffer {
  const found = Buffer.from(bytes).indexOf(wanted, random.integer(bytes.length + 1), 'latin1');
  if (found === -1) return Buffer.from(bytes);
  return Buffer.concat([bytes.subarray(0, found), snippet, bytes.subarray(found + wanted.length)]);
}
