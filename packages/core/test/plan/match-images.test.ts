import { describe, expect, test } from '@jest/globals';
import { buildZip } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { manifestOf, planZip, splitZip } from '../helpers/plan-zip.ts';
import { unpackZip } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const composed = 'é.jpg';
const decomposed = 'e\u0301.jpg';

/** A row's image name, the archive's image names, and which of these it must find. */
const found: readonly [string, string, readonly string[], string][] = [
  ['the very name', 'a.jpg', ['A.jpg', 'a.jpg', 'x/a.jpg'], 'a.jpg'],
  ['a name in a folder', 'a.jpg', ['x/y/a.jpg', 'b.jpg'], 'x/y/a.jpg'],
  ['a name after ./', 'a.jpg', ['./a.jpg'], './a.jpg'],
  ['a name after a backslash', 'a.jpg', ['x\\a.jpg'], 'x\\a.jpg'],
  ['a name in a folder before one of another case at the root', 'a.jpg', ['A.jpg', 'x/a.jpg'], 'x/a.jpg'],
  ['a name of another case', 'A.JPG', ['a.jpg', 'b.jpg'], 'a.jpg'],
  ['a name of another case in a folder', 'a.jpg', ['x/A.Jpg'], 'x/A.Jpg'],
  ['a name of another case beyond ASCII', 'É.jpg', ['é.jpg'], 'é.jpg'],
  ['a composed name by a decomposed one', decomposed, [composed], composed],
  ['a decomposed name by a composed one', composed, [decomposed], decomposed],
  ['the one of two forms that is written the same way', decomposed, [composed, decomposed], decomposed],
  ['a name beyond ASCII', '日本.jpg', ['x.jpg', '日本.jpg'], '日本.jpg'],
  [
    'a name with blanks and signs',
    'a (1) + [b], 100 %.jpg'.replace(',', ''),
    ['a (1) + [b] 100 %.jpg'],
    'a (1) + [b] 100 %.jpg',
  ],
  ['a name of another case after U+FEFF', '\ufeffA.jpg', ['\ufeffa.jpg', 'A.jpg'], '\ufeffa.jpg'],
  ['a long name', `${'n'.repeat(300)}.jpg`, [`${'n'.repeat(300)}.jpg`], `${'n'.repeat(300)}.jpg`],
  ['a name of one letter', 'a', ['a', 'b'], 'a'],
  ['a name of dots', '...', ['...'], '...'],
  ['a name that ends like a table but for a letter', 'a.csvx', ['a.csvx'], 'a.csvx'],
];

describe('the image of a row', () => {
  test.each(found)('is found by %s, and stored as the row spells it', async (_, name, images, expected) => {
    const [batch] = await splitZip(exportOf(manifestOf([name]), images));

    const contents = await unpackZip(batch!);
    expect([...contents.keys()]).toEqual(['manifest.csv', name]);
    expect(contents.get(name)!.toString()).toBe(`image ${expected}`);
  });

  test('is found by a name stored in code page 437 or in a Unicode path', async () => {
    const zip = buildZip([
      { name: Uint8Array.from([0x82, 0x2e, 0x6a, 0x70, 0x67]), data: 'code page 437' },
      { name: 'fallback.jpg', unicodePath: '日本.jpg', data: 'Unicode path' },
      { name: 'manifest.csv', data: manifestOf(['é.jpg', '日本.jpg']) },
    ]);

    const contents = await unpackZip((await splitZip(zip))[0]!);

    expect(contents.get('é.jpg')?.toString()).toBe('code page 437');
    expect(contents.get('日本.jpg')?.toString()).toBe('Unicode path');
  });

  test.each([
    ['folders', 'a.jpg/'],
    ["a Mac's leavings", '__MACOSX/a.jpg'],
    ['resource forks', '._a.jpg'],
  ])('is not looked for among %s', async (_, junk) => {
    const error = await catchBatchError(
      planZip(exportOf(manifestOf([junk.replace(/\/$/, '').split('/').at(-1)!]), [junk])),
    );

    expect(error.code).toBe('IMAGES_MISSING');
  });

  test('may be shared by rows that spell it the same way', async () => {
    for (const name of ['a.jpg', 'A.jpg']) {
      const plan = await planZip(exportOf(manifestOf([name, name]), ['a.jpg']));

      expect(plan).toMatchObject({ rows: 2, images: 1 });
    }
  });

  test.each([
    ['fits two folders', 'a.jpg', ['x/a.jpg', 'y/a.jpg']],
    ['fits two cases', 'a.jpg', ['A.jpg', 'a.JPG']],
    ['fits two cases in folders', 'a.jpg', ['x/A.jpg', 'y/a.JPG']],
    ['fits two Unicode forms and neither by case', 'É.jpg', [composed, decomposed]],
  ])('is ambiguous when its name %s', async (_, name, images) => {
    const error = await catchBatchError(
      planZip(exportOf(manifestOf(['ok.jpg', name]), [...images, 'ok.jpg'])),
    );

    expect(error).toMatchObject({
      code: 'IMAGE_AMBIGUOUS',
      message: `in 1 of 2 manifest rows the image name fits several files, or several names fit one file: row 2 (line 3) "${name}"`,
    });
  });

  test.each([
    ['a.jpg', 'A.jpg'],
    ['A.jpg', 'a.jpg'],
    ['A.jpg', 'a.JPG'],
  ])('is ambiguous when rows spell it %s and %s', async (first, second) => {
    const error = await catchBatchError(planZip(exportOf(manifestOf([first, second]), ['a.jpg'])));

    expect(error).toMatchObject({
      code: 'IMAGE_AMBIGUOUS',
      details: { faults: [{ count: 1, places: [{ row: 2 }] }] },
    });
  });

  test('may have a name that several files fit if no row names it', async () => {
    const images = ['a.jpg', 'x/b.jpg', 'y/b.jpg', 'C.jpg', 'c.JPG'];

    expect((await planZip(exportOf(manifestOf(['a.jpg']), images))).images).toBe(1);
  });

  test('is refused when an entry is in the archive twice, though no row may name it', async () => {
    const image = { name: 'b.jpg', data: 'B' };
    const zip = buildZip([
      { name: 'a.jpg', data: 'A' },
      image,
      image,
      { name: 'manifest.csv', data: manifestOf(['a.jpg']) },
    ]);

    const error = await catchBatchError(planZip(zip));

    expect(error).toMatchObject({
      code: 'DUPLICATE_ENTRY',
      message: 'entry "b.jpg" is in the archive twice',
    });
  });

  test.each([
    ['that a row names', ['a.jpg', 'b.jpg'], 'UNSUPPORTED_METHOD'],
    ['that no row names', ['a.jpg'], undefined],
  ])('depends on its compression method: an unknown one of an image %s', async (_, rows, code) => {
    const zip = buildZip([
      { name: 'a.jpg', data: 'A' },
      { name: 'b.jpg', rawData: Buffer.from('BZh9'), method: 12 },
      { name: 'manifest.csv', data: manifestOf(rows) },
    ]);

    const result = await planZip(zip).catch((error: unknown) => error);

    expect((result as { code?: string }).code).toBe(code);
  });
});
