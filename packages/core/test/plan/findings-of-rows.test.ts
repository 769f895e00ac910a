import { describe, expect, test } from '@jest/globals';
import { findingCodes, findingOf } from '../helpers/finding-of.ts';
import { manifestOf } from '../helpers/plan-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

describe('image-missing', () => {
  test('is not found if all images are there', async () => {
    expect(await findingCodes(exportOf(manifestOf(['a.jpg']), ['a.jpg']), { missingImages: 'skip' })).toEqual(
      [],
    );
  });

  test('is found for every row left out', async () => {
    const zip = exportOf(manifestOf(['gone.jpg', 'a.jpg', 'gone.jpg']), ['a.jpg']);

    expect(await findingOf(zip, 'image-missing', { missingImages: 'skip' })).toMatchObject({
      severity: 'warning',
      count: 2,
      places: [{ row: 1 }, { row: 3 }],
    });
  });
});

describe('cell-not-utf8', () => {
  test('is found for every cell in another encoding, with its rows and columns', async () => {
    const rows = ['a.jpg,\xe9,\xc3\xa9,x', 'a.jpg,x,y,\x80', 'a.jpg,"\xff, \xfe",\xe9,z'];
    const manifest = Buffer.from(`imageName,one,two,three\n${rows.join('\n')}\n`, 'latin1');

    expect(await findingOf(exportOf(manifest, ['a.jpg']), 'cell-not-utf8')).toMatchObject({
      severity: 'warning',
      title: '4 cells not in UTF-8',
      count: 4,
      places: [
        { row: 1, line: 2, column: 'one' },
        { row: 2, line: 3, column: 'three' },
        { row: 3, line: 4, column: 'one' },
        { row: 3, line: 4, column: 'two' },
      ],
      columns: ['one', 'three', 'two'],
    });
  });

  test('is not found for UTF-8 of any length', async () => {
    const manifest = 'imageName,note\na.jpg,"é 日本 😀 e\u0301"\n';

    expect(await findingCodes(exportOf(manifest, ['a.jpg']))).toEqual([]);
  });

  test('is not found for ASCII', async () => {
    expect(await findingCodes(exportOf('imageName,note\na.jpg,\x01~\x7f\n', ['a.jpg']))).toEqual([]);
  });
});

describe('too-many-rows', () => {
  const rows = (count: number): string => 'imageName\n' + 'a.jpg\n'.repeat(count);

  test.each([9_999, 10_000])('is not found for %d rows', async (count) => {
    expect(await findingOf(exportOf(rows(count), ['a.jpg']), 'too-many-rows')).toBeUndefined();
  });

  test('is found for 10001 rows', async () => {
    expect(await findingOf(exportOf(rows(10_001), ['a.jpg']), 'too-many-rows')).toMatchObject({
      severity: 'warning',
      title: '10,001 rows in one expedition',
      count: 10_001,
    });
  });

  test('counts only the rows that go into batches', async () => {
    const zip = exportOf(`${rows(10_000)}gone.jpg\n`, ['a.jpg']);

    expect(await findingOf(zip, 'too-many-rows', { missingImages: 'skip' })).toBeUndefined();
  });
});

describe('blank-lines', () => {
  test.each([
    ['between rows', 'imageName\na.jpg\n\n\nb.jpg\n', 2],
    ['below the header', 'imageName\n\na.jpg\nb.jpg\n', 1],
    ['in CRLF', 'imageName\r\na.jpg\r\n\r\nb.jpg\r\n', 1],
    ['of nothing but commas', 'imageName,note\na.jpg,\n,\n,,,\r\n"",\nb.jpg,\n', 3],
  ])('is found for those %s', async (_, manifest, count) => {
    expect(await findingOf(exportOf(manifest, ['a.jpg', 'b.jpg']), 'blank-lines')).toMatchObject({
      severity: 'info',
      count,
    });
  });

  test.each([
    ['at the end', 'imageName\na.jpg\n\n\r\n\n'],
    ['of commas at the end', 'imageName,note\na.jpg,\n,\n,,\r\n,'],
    ['inside a cell', 'imageName,note\na.jpg,"1\n\n2"\n'],
  ])('is not found for those %s', async (_, manifest) => {
    expect(await findingCodes(exportOf(manifest, ['a.jpg']))).toEqual([]);
  });
});
