import { seededRandom, type SeededRandom } from './seeded-random.ts';
import type { ZipEntryOptions } from './zip-options.ts';

/** The columns of a BIOSPEX manifest in their order, misspelling included. */
const manifestColumns = [
  'subjectId',
  'imageName',
  'references',
  'scientificName',
  'country',
  'stateProvince',
  'county',
  'eol',
  'mol',
  'idigbio',
  '#institutionCode',
  '#collectionCode',
  '#catalogNumber',
  '#occurrenceRecordId',
  '#occurrernceId',
  '#imageId',
  '#expeditionId',
  '#expeditionTitle',
] as const;

export interface ExportOptions {
  /** Images in the archive. */
  images: number;
  /**
   * Rows of the manifest, one per image in order. Rows beyond `images` name images that are not in the archive,
   * images beyond `rows` are named by no row. @default as `images`
   */
  rows?: number;
  /** The order of the images in the archive. @default 'manifest' */
  order?: 'manifest' | 'shuffled';
  /** Size of an image, or the smallest and largest. @default 200 to 2000 */
  imageBytes?: number | { min: number; max: number };
  /** @default 1 */
  seed?: number;
  /** @default 'manifest.csv' */
  manifestName?: string;
  /** Where the manifest stands among the files. @default 'last' */
  manifestPosition?: 'first' | 'last';
  /** @default `manifestColumns` */
  columns?: readonly string[];
  /** Changes a cell; `value` is what it would be. Columns unknown to the fixture start as ''. */
  cell?: (value: string, row: number, column: string) => string;
  /** @default '\n' */
  lineEnd?: string;
  /** Whether the last row has a line end. @default true */
  finalLineEnd?: boolean;
  /** A byte order mark before the header. @default false */
  byteOrderMark?: boolean;
}

export interface ExportFile {
  name: string;
  bytes: Buffer<ArrayBuffer>;
}

/** A small export as plain data. `header` and `rows` joined are the manifest (but for a byte order mark). */
export interface ExportFixture {
  manifestName: string;
  manifestBytes: Buffer<ArrayBuffer>;
  /** The header line with its line end. */
  header: string;
  /** The text of each row, exactly as in the manifest, with its line end. */
  rows: string[];
  /** The values of each row's cells. */
  cells: string[][];
  /** The image that each row names. */
  rowImages: string[];
  /** In the order of the archive. */
  images: ExportFile[];
  /** Images and manifest in the order of the archive. */
  files: ExportFile[];
}

/** Makes a small realistic BIOSPEX export: the same options give the same bytes. */
export function makeExport(options: ExportOptions): ExportFixture {
  const random = seededRandom(options.seed ?? 1);
  const rowCount = options.rows ?? options.images;
  const columns = options.columns ?? manifestColumns;
  const ids = Array.from({ length: Math.max(rowCount, options.images) }, () => random.hex(24));

  const lineEnd = options.lineEnd ?? '\n';
  const cells = ids.slice(0, rowCount).map((id, row) => rowCells(id, row, columns, random, options.cell));
  const header = csvLine(columns) + lineEnd;
  const rows = cells.map((row) => csvLine(row) + lineEnd);
  if (options.finalLineEnd === false && rows.length > 0)
    rows.push(rows.pop()?.slice(0, -lineEnd.length) ?? '');
  const manifestText = (options.byteOrderMark ? '\ufeff' : '') + header + rows.join('');
  const manifestBytes = Buffer.from(manifestText, 'utf8');

  const inOrder = ids
    .slice(0, options.images)
    .map((id) => ({ name: `${id}.jpg`, bytes: imageBytes(random, options) }));
  const images = options.order === 'shuffled' ? random.shuffle(inOrder) : inOrder;
  const manifest = { name: options.manifestName ?? 'manifest.csv', bytes: manifestBytes };
  const files = options.manifestPosition === 'first' ? [manifest, ...images] : [...images, manifest];

  return {
    manifestName: manifest.name,
    manifestBytes,
    header,
    rows,
    cells,
    rowImages: ids.slice(0, rowCount).map((id) => `${id}.jpg`),
    images,
    files,
  };
}

/** The files of an export as entries for `buildZip`: images stored, the manifest deflated, unless told otherwise. */
export function exportEntries(
  files: readonly ExportFile[],
  options: { image?: Partial<ZipEntryOptions>; manifest?: Partial<ZipEntryOptions> } = {},
): ZipEntryOptions[] {
  return files.map(({ name, bytes }) => ({
    name,
    data: bytes,
    ...(name.endsWith('.csv') ? { method: 8, ...options.manifest } : options.image),
  }));
}

/**
 * A line as PHP's fputcsv (and so league/csv) writes it: a cell is quoted when it holds a comma, quote, backslash or
 * white space; quotes are doubled, except after a backslash, which is PHP's escape character.
 */
function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/[,"\\ \t\r\n]/.test(cell) ? `"${cell.replace(/(?<!\\)"/g, '""')}"` : cell))
    .join(',');
}

const taxa = [
  'Quercus alba L.',
  'Ébenus crética',
  'Solidago × erecta',
  'Carex flava L., s.l.',
  'Æsculus pavia',
] as const;
const places = [
  ['United States', 'Florida', 'Leon'],
  ['México', 'Michoacán', 'Pátzcuaro'],
  ['Curaçao', '', 'Willemstad "Punda"'],
  ["Côte d'Ivoire", 'Lagunes', 'Abidjan, Cocody'],
  ['日本', '北海道', '札幌市'],
] as const;
const localities = [
  'FSU',
  'Herbarium of the "Old Museum", room 3',
  'along creek\nunder pines, sandy soil',
  'Collected by William \\"Bill\\" Godfrey',
  'Muséum d’histoire naturelle',
] as const;

function rowCells(
  id: string,
  row: number,
  columns: readonly string[],
  random: SeededRandom,
  change: ExportOptions['cell'],
): string[] {
  const [country, stateProvince, county] = random.pick(places);
  const occurrence = `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
  const values: Record<string, string> = {
    subjectId: id,
    imageName: `${id}.jpg`,
    references: `https://www.idigbio.org/portal/records/${occurrence}`,
    scientificName: random.pick(taxa),
    country,
    stateProvince,
    county,
    eol: random.integer(2) === 0 ? '' : `http://eol.org/search?q=${random.hex(6)}`,
    mol: '',
    idigbio: `https://www.idigbio.org/portal/records/${occurrence}`,
    '#institutionCode': 'FSU',
    '#collectionCode': random.pick(localities),
    '#catalogNumber': `"${String(random.integer(1e9)).padStart(9, '0')}"`,
    '#occurrenceRecordId': occurrence,
    '#occurrernceId': `urn:uuid:${occurrence}`,
    '#imageId': random.hex(24),
    '#expeditionId': '123',
    '#expeditionTitle': 'Plants of the “Red Hills”, part 2',
  };
  return columns.map((column) => {
    const value = values[column] ?? '';
    return change === undefined ? value : change(value, row, column);
  });
}

function imageBytes(random: SeededRandom, options: ExportOptions): Buffer<ArrayBuffer> {
  const size = options.imageBytes ?? { min: 200, max: 2000 };
  const length = typeof size === 'number' ? size : size.min + random.integer(size.max - size.min + 1);
  const bytes = random.bytes(length);
  bytes.set([0xff, 0xd8, 0xff, 0xe0].slice(0, length)); // start of a JPEG
  return bytes;
}
