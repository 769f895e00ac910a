import { describe, expect, test } from '@jest/globals';
import { FINDING_RULES } from '../../src/plan/finding-rules.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { findingCodes, findingOf } from '../helpers/finding-of.ts';
import { manifestOf } from '../helpers/plan-zip.ts';
import { exportOf, zipOf } from '../helpers/zip-of.ts';

function imageOf(bytes: number): Buffer {
  return zipOf({ 'a.jpg': Buffer.alloc(bytes, 'x'), 'manifest.csv': 'n,imageName\n1,a.jpg\n2,a.jpg\n' });
}

describe('image-too-large', () => {
  test.each([1_023_999])('is not found for %d bytes', async (bytes) => {
    expect(await findingOf(imageOf(bytes), 'image-too-large')).toBeUndefined();
  });

  test.each([1_024_000, 1_024_001])(
    'is found once for an image of %d bytes that two rows share',
    async (bytes) => {
      expect(await findingOf(imageOf(bytes), 'image-too-large')).toEqual({
        code: 'image-too-large',
        ...FINDING_RULES['image-too-large'],
        title: '1 image of 1,024,000 bytes or more',
        count: 1,
        places: [{ row: 1, line: 2, name: 'a.jpg' }],
      });
    },
  );

  test('counts the unpacked size', async () => {
    const zip = buildZip([
      { name: 'a.jpg', data: Buffer.alloc(1_024_000), method: 8 },
      { name: 'manifest.csv', data: manifestOf(['a.jpg']) },
    ]);

    expect(zip.length).toBeLessThan(10_000);
    expect(await findingCodes(zip)).toEqual(['image-too-large']);
  });
});

describe('image-empty', () => {
  test('is found for 0 bytes', async () => {
    expect(await findingOf(imageOf(0), 'image-empty')).toMatchObject({
      count: 1,
      places: [{ row: 1, name: 'a.jpg' }],
    });
  });

  test('is not found for 1 byte', async () => {
    expect(await findingOf(imageOf(1), 'image-empty')).toBeUndefined();
  });
});

describe('image-type', () => {
  const accepted = 'jpg jpeg png gif svg mp3 mp4 m4a mpeg txt json JPG Jpeg x.png';
  test.each(accepted.split(' '))('is not found for a.%s', async (type) => {
    expect(await findingOf(single(`a.${type}`), 'image-type')).toBeUndefined();
  });

  test.each(['a.tif', 'a.webp', 'a.pdf', 'a.jpg.bak', 'a', 'ajpg', 'a.jpg.', 'a.jpgx', 'a.html'])(
    'is found for %s',
    async (name) => {
      expect(await findingOf(single(name), 'image-type')).toMatchObject({
        count: 1,
        places: [{ row: 1, name }],
      });
    },
  );
});

describe('image-name-characters', () => {
  test.each(['a.jpg', 'A-b_c+(1).jpg', 'a b.jpg', '.jpg', '-.jpg', '1', 'a  b.jpg'])(
    'is not found for %j',
    async (name) => {
      expect(await findingOf(single(name), 'image-name-characters')).toBeUndefined();
    },
  );

  const unsafe = "é.jpg 日本.jpg a&b.jpg a'b.jpg a#b.jpg a%20b.jpg a*.jpg a?.jpg a|b.jpg";
  test.each(['a.jpg ', ' a.jpg', ...unsafe.split(' ')])('is found for %j', async (name) => {
    expect(await findingOf(single(name), 'image-name-characters')).toMatchObject({
      count: 1,
      places: [{ name }],
    });
  });

  test('looks at the name in the batch, not at the path in the archive', async () => {
    expect(await findingCodes(exportOf(manifestOf(['a.jpg']), ['é & ü/a.jpg']))).toEqual([]);
  });
});

describe('image-name-case', () => {
  test.each([
    ['upper and lower case', 'A.jpg', 'a.JPG'],
    ['accents', 'é.jpg', 'e\u0301.jpg'],
  ])('is found where manifest and archive differ in %s', async (_, row, entry) => {
    const finding = await findingOf(exportOf(manifestOf([row, row]), [entry]), 'image-name-case');

    expect(finding).toMatchObject({ severity: 'warning', count: 1, places: [{ row: 1, name: row }] });
  });

  test('is not found if only folders differ', async () => {
    expect(await findingCodes(exportOf(manifestOf(['A.jpg']), ['x/A.jpg']))).toEqual([]);
  });
});

describe('image-names-alike', () => {
  test('is found for names that differ only in case, once for each further one', async () => {
    const images = ['a.jpg', 'A.jpg', 'b.jpg', 'a.JPG', 'B2.jpg'];

    expect(await findingOf(exportOf(manifestOf(images), images), 'image-names-alike')).toMatchObject({
      severity: 'warning',
      count: 2,
      places: [{ name: 'A.jpg' }, { name: 'a.JPG' }],
    });
  });

  test('is found for a name that only the manifest spells like another', async () => {
    const zip = exportOf(manifestOf(['a.jpg', 'A.jpg']), ['a.jpg', 'x/A.jpg']);

    expect(await findingCodes(zip)).toEqual(['image-names-alike']);
  });

  test('is not found for a name alike that no row has', async () => {
    expect(await findingCodes(exportOf(manifestOf(['A.jpg']), ['a.jpg', 'A.jpg']))).toEqual([
      'image-unlisted',
    ]);
  });
});

describe('image-shared', () => {
  test('is found for every row whose image an earlier row has', async () => {
    const zip = exportOf(manifestOf(['a.jpg', 'b.jpg', 'a.jpg', 'a.jpg']), ['a.jpg', 'b.jpg']);

    expect(await findingOf(zip, 'image-shared')).toMatchObject({
      severity: 'info',
      count: 2,
      places: [
        { row: 3, name: 'a.jpg' },
        { row: 4, name: 'a.jpg' },
      ],
    });
  });

  test('is not found if every row has its own image', async () => {
    expect(await findingCodes(exportOf(manifestOf(['a.jpg', 'b.jpg']), ['a.jpg', 'b.jpg']))).toEqual([]);
  });
});

describe('image-unlisted', () => {
  test('is found for every file that no row names, but for the manifest, folders and junk', async () => {
    const zip = exportOf(manifestOf(['a.jpg']), [
      'a.jpg',
      'b.jpg',
      'x/',
      'x/c.txt',
      '__MACOSX/._a.jpg',
      'Thumbs.db',
    ]);

    expect(await findingOf(zip, 'image-unlisted')).toMatchObject({
      severity: 'info',
      title: '2 files that no row names',
      count: 2,
      places: [{ name: 'b.jpg' }, { name: 'x/c.txt' }],
    });
  });

  test('is found for a table that is not the manifest', async () => {
    const zip = zipOf({ 'a.jpg': 'A', 'old.csv': 'x', 'manifest.csv': manifestOf(['a.jpg']) });

    expect(await findingOf(zip, 'image-unlisted')).toMatchObject({ count: 1, places: [{ name: 'old.csv' }] });
  });
});

function single(name: string): Buffer {
  return exportOf(`imageName\n${name}\n`, [name]);
}
