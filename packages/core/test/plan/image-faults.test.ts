import { describe, expect, test } from '@jest/globals';
import { InputError } from '../../src/errors.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { manifestOf, planZip, splitZip } from '../helpers/plan-zip.ts';
import { manifestIn } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const kinds = {
  IMAGE_NAME_EMPTY: 'the image name is empty',
  IMAGE_NAME_NOT_UTF8: 'the image name is not UTF-8',
  IMAGE_NAME_LEAVES_FOLDER: 'the image name leads out of the folder',
  IMAGE_NAME_FORBIDDEN_CHARACTER:
    'the image name contains a slash, backslash, colon, comma or control character',
  IMAGE_IS_A_MANIFEST: 'the image is a .csv or .tsv file',
  IMAGE_AMBIGUOUS: 'the image name fits several files, or several names fit one file',
  IMAGES_MISSING: 'the image is not in the archive',
};
type Code = keyof typeof kinds;

/** A cell as it stands in the manifest, what its name is refused with, and how the name is shown. */
const faults: readonly [string, Code, string][] = [
  ['', 'IMAGE_NAME_EMPTY', ''],
  ['""', 'IMAGE_NAME_EMPTY', ''],
  ['\xe9.jpg', 'IMAGE_NAME_NOT_UTF8', ' "é.jpg"'],
  ['../a.jpg', 'IMAGE_NAME_LEAVES_FOLDER', ' "../a.jpg"'],
  ['..', 'IMAGE_NAME_LEAVES_FOLDER', ' ".."'],
  ['.', 'IMAGE_NAME_LEAVES_FOLDER', ' "."'],
  ['/a.jpg', 'IMAGE_NAME_LEAVES_FOLDER', ' "/a.jpg"'],
  ['\\a.jpg', 'IMAGE_NAME_LEAVES_FOLDER', ' "\\\\a.jpg"'],
  ['C:\\a.jpg', 'IMAGE_NAME_LEAVES_FOLDER', ' "C:\\\\a.jpg"'],
  ['x/../../a.jpg', 'IMAGE_NAME_LEAVES_FOLDER', ' "x/../../a.jpg"'],
  ['x/a.jpg', 'IMAGE_NAME_FORBIDDEN_CHARACTER', ' "x/a.jpg"'],
  ['x\\a.jpg', 'IMAGE_NAME_FORBIDDEN_CHARACTER', ' "x\\\\a.jpg"'],
  ['x:a.jpg', 'IMAGE_NAME_FORBIDDEN_CHARACTER', ' "x:a.jpg"'],
  ['"x,a.jpg"', 'IMAGE_NAME_FORBIDDEN_CHARACTER', ' "x,a.jpg"'],
  ['"a\n.jpg"', 'IMAGE_NAME_FORBIDDEN_CHARACTER', ' "a\\n.jpg"'],
  ['a\x1b.jpg', 'IMAGE_NAME_FORBIDDEN_CHARACTER', ' "a\\u001b.jpg"'],
  ['a\x7f.jpg', 'IMAGE_NAME_FORBIDDEN_CHARACTER', ' "a\\u007f.jpg"'],
  ['a.csv', 'IMAGE_IS_A_MANIFEST', ' "a.csv"'],
  ['A.TSV', 'IMAGE_IS_A_MANIFEST', ' "A.TSV"'],
  ['manifest.csv', 'IMAGE_IS_A_MANIFEST', ' "manifest.csv"'],
  ['b.jpg', 'IMAGES_MISSING', ' "b.jpg"'],
  [' a.jpg', 'IMAGES_MISSING', ' " a.jpg"'],
];

describe('a row with a wrong image name', () => {
  test.each(faults)('is refused: %j', async (cell, code, shown) => {
    const error = await planError(`n,imageName\n1,a.jpg\n2,${cell}\n`, ['a.jpg', 'a.csv', 'A.TSV']);

    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      code,
      message: `in 1 of 2 manifest rows ${kinds[code]}: row 2 (line 3)${shown}`,
      details: {
        faults: [
          { code, count: 1, title: `in 1 of 2 manifest rows ${kinds[code]}`, places: [{ row: 2, line: 3 }] },
        ],
      },
    });
  });

  test.each([
    [5, ''],
    [6, ' and 1 more'],
    [20, ' and 15 more'],
    [45, ' and 40 more'],
  ])('is counted with others like it: of %d, the sentence shows 5, the details 20', async (count, more) => {
    const names = Array.from({ length: count }, (_, i) => `gone${i + 1}.jpg`);

    const error = await planError(manifestOf(names), ['a.jpg']);

    const rows = Array.from({ length: Math.min(count, 20) }, (_, i) => i + 1);
    const shown = rows.slice(0, 5).map((row) => `row ${row} (line ${row + 1}) "gone${row}.jpg"`);
    expect(error.message).toBe(
      `in ${count} of ${count} manifest rows the image is not in the archive: ${shown.join(', ')}${more}`,
    );
    expect(error.details).toMatchObject({
      faults: [
        { code: 'IMAGES_MISSING', count, places: rows.map((row) => ({ row, name: `gone${row}.jpg` })) },
      ],
    });
  });

  test('shares one sentence with all other kinds, the most serious first, whose code the error has', async () => {
    const cells = ['b.jpg', 'A.jpg', 'a.jpg', 'x.csv', 'x:y', '/x', '\xff', '""', 'c.jpg'];

    const error = await planError(`imageName,n\n${cells.map((cell) => `${cell},1\n`).join('')}`, ['a.jpg']);

    expect(error).toMatchObject({ code: 'IMAGE_NAME_EMPTY' });
    expect(error.message).toBe(
      [
        `in 1 of 9 manifest rows ${kinds.IMAGE_NAME_EMPTY}: row 8 (line 9)`,
        `in 1 of 9 manifest rows ${kinds.IMAGE_NAME_NOT_UTF8}: row 7 (line 8) "ÿ"`,
        `in 1 of 9 manifest rows ${kinds.IMAGE_NAME_LEAVES_FOLDER}: row 6 (line 7) "/x"`,
        `in 1 of 9 manifest rows ${kinds.IMAGE_NAME_FORBIDDEN_CHARACTER}: row 5 (line 6) "x:y"`,
        `in 1 of 9 manifest rows ${kinds.IMAGE_IS_A_MANIFEST}: row 4 (line 5) "x.csv"`,
        `in 1 of 9 manifest rows ${kinds.IMAGE_AMBIGUOUS}: row 3 (line 4) "a.jpg"`,
        `in 2 of 9 manifest rows ${kinds.IMAGES_MISSING}: row 1 (line 2) "b.jpg", row 9 (line 10) "c.jpg"`,
      ].join('; '),
    );
    expect(error.details).toMatchObject({
      faults: [
        { code: 'IMAGE_NAME_EMPTY', count: 1, places: [{ row: 8 }] },
        { code: 'IMAGE_NAME_NOT_UTF8', count: 1, places: [{ row: 7 }] },
        { code: 'IMAGE_NAME_LEAVES_FOLDER', count: 1, places: [{ row: 6 }] },
        { code: 'IMAGE_NAME_FORBIDDEN_CHARACTER', count: 1, places: [{ row: 5 }] },
        { code: 'IMAGE_IS_A_MANIFEST', count: 1, places: [{ row: 4 }] },
        { code: 'IMAGE_AMBIGUOUS', count: 1, places: [{ row: 3 }] },
        { code: 'IMAGES_MISSING', count: 2, places: [{ row: 1 }, { row: 9 }] },
      ],
    });
  });

  test('keeps the sentence on one line whatever the name, and cuts a long name', async () => {
    const name = `\u202e\u2028${'n'.repeat(500)}`;

    const { message } = await planError(manifestOf([name]), ['a.jpg']);

    expect(message).toContain(`row 1 (line 2) "\\u202e\\u2028${'n'.repeat(118)}…"`);
  });
});

describe('missingImages', () => {
  const manifest = manifestOf(['gone1.jpg', 'a.jpg', 'gone2.jpg', 'b.jpg', 'c.jpg', 'gone3.jpg']);
  const zip = exportOf(manifest, ['a.jpg', 'b.jpg', 'c.jpg']);

  test('fails the archive by default', async () => {
    const error = await catchBatchError(planZip(zip));

    expect(error).toMatchObject({
      code: 'IMAGES_MISSING',
      details: { faults: [{ count: 3, places: [{ row: 1 }, { row: 3 }, { row: 6 }] }] },
    });
  });

  test('set to skip, leaves the rows out and fills batches with the others', async () => {
    const batches = await splitZip(zip, { missingImages: 'skip', batchSize: 2 });

    const manifests = await Promise.all(batches.map(manifestIn));
    expect(manifests.map(String)).toEqual(['imageName\na.jpg\nb.jpg\n', 'imageName\nc.jpg\n']);
  });

  test('reports the rows it skips', async () => {
    const { rows, findings } = await planZip(zip, { missingImages: 'skip' });

    expect(rows).toBe(3);
    expect(findings).toMatchObject([
      {
        code: 'image-missing',
        severity: 'warning',
        title: '3 rows left out: the image is not in the archive',
        count: 3,
        places: [
          { row: 1, line: 2, name: 'gone1.jpg' },
          { row: 3, line: 4, name: 'gone2.jpg' },
          { row: 6, line: 7, name: 'gone3.jpg' },
        ],
      },
    ]);
  });

  test.each(['fail', 'skip'] as const)(
    'set to %s, fails an archive that has none of the images',
    async (missingImages) => {
      const error = await catchBatchError(planZip(exportOf(manifest, ['x.jpg']), { missingImages }));

      expect(error.code).toBe('IMAGES_MISSING');
    },
  );

  test('set to skip, fails if none of the images is there', async () => {
    const error = await catchBatchError(planZip(exportOf(manifest, ['x.jpg']), { missingImages: 'skip' }));

    expect(error.message).toBe(
      "the archive contains none of the images in the manifest's 6 rows; do archive and manifest belong together?",
    );
  });

  test('set to skip, still fails for names that are wrong', async () => {
    const error = await catchBatchError(
      planZip(exportOf(manifestOf(['gone.jpg', 'x/y.jpg', 'a.jpg']), ['a.jpg']), { missingImages: 'skip' }),
    );

    expect(error.code).toBe('IMAGE_NAME_FORBIDDEN_CHARACTER');
  });
});

function planError(manifest: string, images: readonly string[]): Promise<Error & { details: unknown }> {
  const bytes = /[\u0100-\uffff]/.test(manifest) ? Buffer.from(manifest) : latin1(manifest);
  return catchBatchError(planZip(exportOf(bytes, images)));
}
