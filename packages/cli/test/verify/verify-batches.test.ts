import { describe, expect, test } from '@jest/globals';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport, type ExportOptions } from '../../../core/test/helpers/export-fixture.ts';
import { goodVariants } from '../../../core/test/helpers/good-variants.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';
import { exportOf, zipOf } from '../../../core/test/helpers/zip-of.ts';
import { batchMutations } from '../helpers/batch-mutations.ts';
import { verifySpoiled } from '../helpers/batch-set.ts';

/** The archive that `batchMutations` expect. */
function tenRows(): Buffer {
  const random = seededRandom(11);
  const numbers = Array.from({ length: 10 }, (_, i) => i + 1);
  const manifest = `subjectId,imageName,notes\n${numbers.map((n) => `row ${n},${n}.jpg,"a note, ${n}"\n`).join('')}`;
  return buildZip([
    ...numbers.map((n) => ({ name: `${n}.jpg`, data: random.bytes(300), method: n % 2 === 1 ? 0 : 8 })),
    { name: 'manifest.csv', data: manifest, method: 8 },
  ]);
}

function archiveOf(options: ExportOptions, entries?: Parameters<typeof exportEntries>[1]): Buffer {
  return buildZip(exportEntries(makeExport(options).files, entries));
}

/** Mutations that cause one problem only. */
const SINGLE = [
  'that all batches are missing',
  'that the first batch is missing',
  'that a batch in the middle is missing',
  'that the last batch is missing',
  'that the last batches are missing',
  'that the first batches are missing',
  'a directory in place of a batch',
  'an empty file in place of a batch',
  'a batch without its last byte',
  'the header changed',
  'a byte of a stored image changed',
  'a byte of a stored image changed on the disk',
  'a byte of a deflated image changed on the disk',
  'the wrong CRC-32 of a stored image',
  'an image missing',
  'the manifest missing',
];

describe('verification notices', () => {
  test.each(batchMutations)('$name', async ({ mutate, expected }) => {
    const { problems, problemCount } = await verifySpoiled(tenRows(), { batchSize: 4 }, mutate);

    expect(problems).toContainEqual(expect.stringMatching(expected));
    expect(problemCount).toBeGreaterThanOrEqual(problems.length);
  });

  test.each(batchMutations.filter(({ name }) => SINGLE.includes(name)))(
    'one problem: $name',
    async ({ mutate, expected }) => {
      const { problems } = await verifySpoiled(tenRows(), { batchSize: 4 }, mutate);

      expect(problems).toEqual([expect.stringMatching(expected)]);
    },
  );

  test('in one sentence that all batches belong to another archive', async () => {
    const { problems, problemCount } = await verifySpoiled(tenRows(), { batchSize: 4 }, async (batches) => {
      for (const file of batches.files)
        await batches.changeManifest(file, (text) => text.replaceAll('row ', 'line '));
    });

    expect(problems).toEqual([expect.stringMatching(/^none of the rows .* to another archive/)]);
    expect(problemCount).toBe(1);
  });

  test('another header in every batch', async () => {
    const { problems } = await verifySpoiled(tenRows(), { batchSize: 4 }, async (batches) => {
      for (const file of batches.files)
        await batches.changeManifest(file, (text) => text.replace('notes', 'Notes'));
    });

    expect(problems).toEqual(
      [1, 2, 3].map((n) => `s-part${n}.zip: the header of its manifest differs from the archive's`),
    );
  });

  test('that an image is damaged in the archive', async () => {
    const archive = tenRows();
    archive[archive.indexOf('1.jpg') + 100]! ^= 1;

    const { problems } = await verifySpoiled(archive, { batchSize: 4 });

    expect(problems).toEqual(['image "1.jpg" is damaged in the archive: it does not match its CRC-32']);
  });

  test('a changed row, without reporting the images of later rows', async () => {
    const { problems } = await verifySpoiled(tenRows(), { batchSize: 10 }, ({ changeManifest }) =>
      changeManifest('s-part1.zip', (text) => text.replace('row 1,', 'rov 1,')),
    );

    expect(problems).toContainEqual(expect.stringMatching(/^s-part1\.zip: row 1 \(line 2\) is not in /));
    expect(problems).not.toContainEqual(expect.stringMatching(/not named by any row/));
  });

  test('an extra row, without expecting one that does not exist', async () => {
    const { problems } = await verifySpoiled(tenRows(), { batchSize: 10 }, ({ changeManifest }) =>
      changeManifest('s-part1.zip', (text) => `${text}row 11,1.jpg,\n`),
    );

    expect(problems).toContainEqual(expect.stringMatching(/^s-part1\.zip: row 11 \(line 12\) is not in /));
    expect(problems).not.toContainEqual(expect.stringMatching(/expected row 11/));
  });

  test('a row that comes again after the last', async () => {
    const { problems } = await verifySpoiled(tenRows(), { batchSize: 10 }, ({ changeManifest }) =>
      changeManifest('s-part1.zip', (text) => `${text}${text.split('\n')[1]!}\n`),
    );

    expect(problems).toContainEqual(
      expect.stringMatching(/^s-part1\.zip: row 11 \(line 12\) is row 1 of the archive's manifest again$/),
    );
  });

  test('every problem, but shows only five', async () => {
    const { problems, problemCount } = await verifySpoiled(
      archiveOf({ images: 30 }),
      { batchSize: 30 },
      ({ change }) => change('s-part1.zip', (entries) => entries.slice(0, 1)),
    );

    expect(problems).toHaveLength(5);
    expect(problemCount).toBe(30);
  });
});

describe('verification accepts', () => {
  test.each(goodVariants)('the batches of an archive $name', async (variant) => {
    const { bytes } = variant.build(makeExport({ images: 5, seed: 5 }).files);

    expect(await verifySpoiled(bytes, { batchSize: 2 })).toMatchObject({ problems: [], rows: 5, images: 5 });
  });

  test.each<[string, ExportOptions]>([
    ['rows in a different order than the images', { images: 9, order: 'shuffled' }],
    ['lines that end with CRLF', { images: 5, lineEnd: '\r\n' }],
    ['a last row without a line end', { images: 5, finalLineEnd: false }],
    ['a byte order mark', { images: 5, byteOrderMark: true }],
    ['an old name of the manifest', { images: 5, manifestName: '0b1c.csv', manifestPosition: 'first' }],
    ['empty images', { images: 5, imageBytes: 0 }],
    [
      'PHP escapes before the image name',
      {
        images: 5,
        columns: ['notes', 'imageName', 'more'],
        cell: (value, _row, column) => (column === 'imageName' ? value : 'a \\"b, c\\" d\\'),
      },
    ],
    [
      'line breaks before the image name',
      {
        images: 5,
        columns: ['notes', 'imageName'],
        cell: (value, _row, column) => (column === 'imageName' ? value : 'a\n"b"\r\n\n,c'),
      },
    ],
  ])('%s', async (_what, options) => {
    const verified = await verifySpoiled(archiveOf(options), { batchSize: 2 });

    expect(verified).toMatchObject({ problems: [], problemCount: 0, rows: options.images, skippedRows: 0 });
  });

  test('deflated images', async () => {
    const archive = archiveOf({ images: 5 }, { image: { method: 8, dataDescriptor: 'signed' } });

    expect(await verifySpoiled(archive, { batchSize: 2 })).toMatchObject({ problems: [], images: 5 });
  });

  test('batches that leave out rows with missing images, and counts these rows', async () => {
    const archive = exportOf('imageName\n0.jpg\n1.jpg\n2.jpg\n3.jpg\n4.jpg\n5.jpg\n', [
      '1.jpg',
      '3.jpg',
      '4.jpg',
    ]);

    const verified = await verifySpoiled(archive, { batchSize: 2, missingImages: 'skip' });

    expect(verified).toMatchObject({ problems: [], rows: 3, images: 3, skippedRows: 3 });
  });

  test.each([
    ['blank lines', 'imageName\n\n1.jpg\n\n\n2.jpg\n\n3.jpg\n\n'],
    ['rows of nothing but commas', 'imageName,n\n,\n1.jpg,\n,,,\n2.jpg,\r\n,\r\n3.jpg,\n,\n'],
  ])('batches without the %s of the manifest', async (_what, manifest) => {
    const archive = exportOf(manifest, ['1.jpg', '2.jpg', '3.jpg']);

    expect(await verifySpoiled(archive, { batchSize: 2 })).toMatchObject({ problems: [], rows: 3 });
  });

  test('an image that several rows share, within a batch and across', async () => {
    const archive = exportOf('imageName,n\n1.jpg,a\n1.jpg,b\n1.jpg,c\n2.jpg,d\n', ['1.jpg', '2.jpg']);

    expect(await verifySpoiled(archive, { batchSize: 2 })).toMatchObject({
      problems: [],
      rows: 4,
      images: 3,
    });
  });

  test('images from folders', async () => {
    const archive = zipOf({
      'export/a/1.jpg': 'one',
      'export\\2.jpg': 'two',
      './manifest.csv': 'imageName\n1.jpg\n2.jpg\n',
    });

    expect(await verifySpoiled(archive, { batchSize: 2 })).toMatchObject({ problems: [], images: 2 });
  });

  test('images that the manifest spells differently', async () => {
    const archive = exportOf('ImageName\nA.jpg\nu\u0308.jpg\n', ['a.JPG', '\u00fc.jpg']);

    expect(await verifySpoiled(archive, { batchSize: 2 })).toMatchObject({ problems: [], images: 2 });
  });

  test('names of other scripts', async () => {
    const archive = exportOf('imageName\n採集.jpg\nέντομο 🐞.jpg\n', ['採集.jpg', 'έντομο 🐞.jpg']);

    expect(await verifySpoiled(archive, { batchSize: 1 })).toMatchObject({ problems: [], images: 2 });
  });

  test('cells in Latin-1', async () => {
    const manifest = Buffer.from('imageName,place\n1.jpg,Cura\xe7ao\n', 'latin1');

    expect(await verifySpoiled(exportOf(manifest, ['1.jpg']), { batchSize: 1 })).toMatchObject({
      problems: [],
    });
  });

  test('spaces around an image name', async () => {
    const archive = exportOf('imageName\n"a.jpg "\n" b.jpg"\n', ['a.jpg ', ' b.jpg']);

    expect(await verifySpoiled(archive, { batchSize: 1 })).toMatchObject({ problems: [] });
  });
});
