import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findingCodes, findingOf } from '../helpers/finding-of.ts';
import { exportOf, zipOf } from '../helpers/zip-of.ts';

/** What Zooniverse's project builder takes for file names, in its own words. */
const zooniverse = /([^/\\:,]+(?:\.jpg|\.jpeg|\.png|\.gif|\.svg|\.mp3|\.mp4|\.m4a|\.mpeg|\.txt|\.json))/i;
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

const phantoms = [
  'https://www.idigbio.org/images/photo.jpg',
  'https://example.org/photo.JPG?size=full',
  'see photo.gif, page 2',
  'call.m4a',
  'film.Mpeg',
  'record.json',
  'https://example.org/data.json/42',
  'x.jpgx',
  ' .jpg',
  'two\n.jpg',
  'é.jpg',
];
const harmless = [
  '',
  '.jpg',
  '/.jpg',
  '\\.jpg',
  ':.jpg',
  'photo,jpg',
  'photo.tif',
  'https://www.idigbio.org/portal/records/0b1d',
];

describe('phantom-file-name', () => {
  test.each(phantoms)('is found for %j', async (cell) => {
    const finding = await findingOf(withCell(cell), 'phantom-file-name');

    expect(cell).toMatch(zooniverse);
    expect(finding).toMatchObject({
      severity: 'warning',
      count: 1,
      places: [{ row: 2 }],
      columns: ['references'],
    });
  });

  test.each(harmless)('is not found for %j', async (cell) => {
    expect(cell).not.toMatch(zooniverse);
    expect(await findingCodes(withCell(cell))).toEqual([]);
  });

  test('is not found for the image name itself, however many file names are in it', async () => {
    const name = 'a.jpg.png b.txt';

    expect(await findingCodes(exportOf(`imageName,note\n${name},x\n`, [name]))).toEqual([]);
  });

  test('is found for the image name in another column', async () => {
    const finding = await findingOf(exportOf('x,imageName\na.jpg,a.jpg\n', ['a.jpg']), 'phantom-file-name');

    expect(finding).toMatchObject({ count: 1, columns: ['x'] });
  });

  test('counts cells, and names their columns', async () => {
    const manifest = 'imageName,one,"t""wo"\na.jpg,x.jpg y.jpg,z.png\na.jpg,,z.png\na.jpg,-,-\n';

    const finding = await findingOf(exportOf(manifest, ['a.jpg']), 'phantom-file-name');

    expect(finding).toMatchObject({ count: 3, columns: ['one', 't"wo'] });
  });

  test('finds in any cells what the rule of Zooniverse finds', async () => {
    const piece = fc.constantFrom(
      '.jpg',
      '.TXT',
      '.m4a',
      '.',
      'jpg',
      'p',
      '/',
      '\\',
      ':',
      ',',
      '"',
      '\n',
      ' ',
      'é',
      '€',
    );
    const cell = fc.oneof(
      { weight: 2, arbitrary: fc.constant('x') },
      { weight: 3, arbitrary: cellOf(piece) },
    );
    const rows = fc.array(fc.tuple(fc.nat(3), cell, cell), { minLength: 1, maxLength: 12 });
    const names = ['a.jpg', 'noextension', 'a.jpg.txt', '.jpg'];
    await fc.assert(
      fc.asyncProperty(rows, async (someRows) => {
        const lines = someRows.map(([name, one, two]) => `${quoted(one)},${names[name]!},${quoted(two)}\r\n`);
        const zip = zipOf({
          ...Object.fromEntries(names.map((name) => [name, 'x'])),
          'manifest.csv': `one,imageName,two\r\n${lines.join('')}`,
        });

        const finding = await findingOf(zip, 'phantom-file-name');

        const cells = someRows.flatMap(([, one, two]) => [one, two]);
        expect(finding?.count ?? 0).toBe(cells.filter((text) => zooniverse.test(text)).length);
        const rowNumbers = someRows.flatMap(([, ...texts], i) =>
          texts.filter((text) => zooniverse.test(text)).map(() => i + 1),
        );
        expect((finding?.places ?? []).map(({ row }) => row)).toEqual(rowNumbers.slice(0, 20));
      }),
    );
  });
});

function cellOf(piece: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
}

function withCell(cell: string): Buffer {
  const manifest = `imageName,references\na.jpg,x\nb.jpg,${quoted(cell)}\n`;
  return exportOf(manifest, ['a.jpg', 'b.jpg']);
}
