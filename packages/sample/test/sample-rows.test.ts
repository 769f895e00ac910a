import { describe, expect, test } from '@jest/globals';

import { formatPhpCsvRow } from '../src/format-php-csv-row.ts';
import { createSampleRows, manifestColumns } from '../src/sample-rows.ts';

const imageFileName = /\.(?:jpg|jpeg|png|gif|svg|mp3|mp4|m4a|mpeg|txt|json)/i;
/** Quotes, commas, line breaks, tabs, backslashes and non-ASCII characters. */
const difficult = /["',\n\t\\]|[^\0-\x7f]/;

const rows = Array.from({ length: 1000 }, (_, number) => createSampleRows(3)(number));

describe('createSampleRows', () => {
  test('fills all columns of the manifest', () => {
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([manifestColumns.length]));
    expect(rows.every(([id, name]) => name === `${id}.jpg` && /^[0-9a-f]{24}$/.test(id ?? ''))).toBe(true);
  });

  test('makes one row in five difficult', () => {
    const troubled = rows.filter((row) => row.some((cell) => cell === '' || difficult.test(cell)));

    expect(troubled).toHaveLength(200);
  });

  test('plants a phantom file name in one row in a hundred, and nowhere else', () => {
    const references = rows.filter((row) => row[2]?.endsWith('.jpg'));
    const elsewhere = rows.flatMap((row) => row.slice(3)).filter((cell) => imageFileName.test(cell));

    expect(references).toHaveLength(10);
    expect(elsewhere).toEqual([]);
  });

  test('makes the same row in any order, and another for another seed', () => {
    expect(createSampleRows(3)(500)).toEqual(rows[500]);
    expect(createSampleRows(4)(500)).not.toEqual(rows[500]);
  });
});

describe('formatPhpCsvRow', () => {
  test.each([
    [['plain', '', 'Isoëtes'], 'plain,,Isoëtes\n'],
    [['two words', 'a,b', 'tab\there'], '"two words","a,b","tab\there"\n'],
    [['a "b" c', 'x\ny'], '"a ""b"" c","x\ny"\n'],
    [['a \\"b\\" c'], '"a \\"b\\" c"\n'],
    [['C:\\data'], '"C:\\data"\n'],
    [['a\\b"c'], '"a\\b""c"\n'],
  ])('writes %j as PHP does', (cells, line) => {
    expect(formatPhpCsvRow(cells)).toBe(line);
  });
});
