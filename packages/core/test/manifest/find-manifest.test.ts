import { describe, expect, test } from '@jest/globals';
import { readBatchRows } from '../../src/index.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { planZip } from '../helpers/plan-zip.ts';
import { zipOf } from '../helpers/zip-of.ts';

const manifest = 'imageName\na.jpg\n';
const table = 'note\nx\n';
/** A header of so many bytes, the image column last. */
const headerOf = (bytes: number): string => `${'x'.repeat(bytes - ',imageName\n'.length)},imageName\n`;
const tables = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}.csv`, table]));

/** To follow "takes …"; the manifest is the file marked by what it holds, `manifest`. */
const found: readonly [string, Record<string, string>][] = [
  ['manifest.csv', { 'other.csv': table, 'manifest.csv': manifest }],
  [
    'Manifest.CSV, before a table at the root with an image column',
    { 'x.csv': 'imageName\nb\n', 'Manifest.CSV': manifest },
  ],
  ['manifest.csv at the root before one in a folder', { 'd/manifest.csv': table, 'manifest.csv': manifest }],
  ['./manifest.csv for one at the root', { 'd/manifest.csv': table, './manifest.csv': manifest }],
  [
    'manifest.csv in a folder before a table at the root',
    { 'x.csv': 'imageName\nb\n', 'd/e/MANIFEST.csv': manifest },
  ],
  ['manifest.csv in a folder, written with backslashes', { 'x.csv': table, 'd\\manifest.csv': manifest }],
  ['the only table at the root', { 'd/x.csv': 'imageName\nb\n', '3f2b.csv': manifest }],
  ['the only table, in a folder', { 'd/3f2b.CSV': manifest }],
  ['the only table of the root with an image column', { 'x.csv': table, 'y.csv': manifest }],
  ['a table of a folder with the only image column', { 'x.csv': table, 'y.csv': table, 'd/z.csv': manifest }],
  [
    'a table whose image column is re-spelled',
    { 'x.csv': table, 'y.csv': '"note", IMAGENAME \r\n1,a.jpg\r\n' },
  ],
  ['a table whose image column follows a byte order mark', { 'x.csv': table, 'y.csv': `\ufeff${manifest}` }],
  ['a table beside an empty one', { 'x.csv': '', 'y.csv': manifest }],
  ['a table beside one whose quote never closes', { 'x.csv': '"imageName\na.jpg\n', 'y.csv': manifest }],
  ['a table whose header has 65,535 bytes', { 'x.csv': table, 'y.csv': `${headerOf(65_535)}1,a.jpg\n` }],
  ['a table whose header has 65,536 bytes', { 'x.csv': table, 'y.csv': `${headerOf(65_536)}1,a.jpg\n` }],
  ['a table of 100,000 bytes', { 'x.csv': table, 'y.csv': `imageName,note\na.jpg,${'n'.repeat(100_000)}\n` }],
  ['the only table with an image column of 20', { ...tables(19), 'z.csv': manifest }],
  ['manifest.csv beside any number of tables', { ...tables(40), 'manifest.csv': manifest }],
  [
    "manifest.csv beside a Mac's leavings",
    { '__MACOSX/manifest.csv': table, '._x.csv': table, 'manifest.csv': manifest },
  ],
];

const refused: readonly [string, Record<string, string>, string, string][] = [
  ['no table', { 'manifest.csv.txt': table }, 'MANIFEST_MISSING', 'the archive contains no CSV file'],
  [
    'a spreadsheet in place of a table',
    { 'a.jpg': '', 'manifest.xlsx': 'PK' },
    'MANIFEST_MISSING',
    'the archive contains no CSV file; save "manifest.xlsx" as CSV',
  ],
  [
    'only a folder named like a table',
    { 'manifest.csv/': '' },
    'MANIFEST_MISSING',
    'the archive contains no CSV file',
  ],
  [
    'two manifests at the root',
    { 'manifest.csv': manifest, 'MANIFEST.csv': manifest },
    'MANIFEST_AMBIGUOUS',
    '2 files could be the manifest: "manifest.csv", "MANIFEST.csv"',
  ],
  [
    'two manifests in folders',
    { 'd/manifest.csv': manifest, 'e/manifest.csv': manifest, 'x.csv': manifest },
    'MANIFEST_AMBIGUOUS',
    '2 files could be the manifest: "d/manifest.csv", "e/manifest.csv"',
  ],
  [
    'two tables with an image column',
    { 'x.csv': manifest, 'y.csv': table, 'd/z.csv': manifest },
    'MANIFEST_AMBIGUOUS',
    '2 files could be the manifest: "x.csv", "d/z.csv"',
  ],
  [
    'two tables without an image column',
    { 'x.csv': table, 'y.csv': table },
    'MANIFEST_MISSING',
    'no CSV file in the archive has an imageName column: "x.csv", "y.csv"',
  ],
  [
    'a table in a folder without an image column',
    { 'd/x.csv': table },
    'MANIFEST_MISSING',
    'no CSV file in the archive has an imageName column: "d/x.csv"',
  ],
  [
    'an image column beyond the bytes looked at',
    { 'x.csv': table, 'y.csv': headerOf(65_547) },
    'MANIFEST_MISSING',
    'no CSV file in the archive has an imageName column: "x.csv", "y.csv"',
  ],
  [
    'more than 20 tables, though one has an image column',
    { ...tables(20), 'z.csv': manifest },
    'MANIFEST_AMBIGUOUS',
    `21 files could be the manifest: ${Object.keys(tables(20))
      .map((name) => `"${name}"`)
      .join(', ')} and 1 more`,
  ],
];

describe('findManifest', () => {
  test.each(found)('takes %s', async (_, files) => {
    const plan = await planZip(zipOf({ ...files, 'a.jpg': 'A', b: 'B' }));

    expect(readBatchRows(plan, 1, 0, 9)).toMatchObject([
      { image: 'a.jpg', entry: Object.keys(files).length },
    ]);
  });

  test.each(refused)('refuses an archive with %s', async (_, files, code, message) => {
    const error = await catchBatchError(planZip(zipOf({ ...files, 'a.jpg': 'A' })));

    expect(error).toMatchObject({ name: 'InputError', code, message });
  });

  test('gives programs the names of the first 20 candidates', async () => {
    const error = await catchBatchError(planZip(zipOf({ ...tables(25), 'a.jpg': 'A' })));

    expect(error.details).toEqual({ entries: Object.keys(tables(20)) });
  });
});
