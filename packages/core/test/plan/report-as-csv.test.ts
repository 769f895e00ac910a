import { describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import type { Finding } from '../../src/plan/finding.ts';
import { reportAsCsv } from '../../src/plan/report-as-csv.ts';

function rowsOf(...findings: Finding[]): Record<string, string>[] {
  const csv = reportAsCsv(findings).replace('\ufeff', '').trimEnd();
  const { data, errors } = Papa.parse(csv, { header: true });
  expect(errors).toEqual([]);
  return data;
}

const words = { title: '3 found', consequence: 'It is skipped.', remedy: 'Remove it, or "keep" it.' };
const warning = { severity: 'warning', ...words, count: 3 } as const;

describe('the report as CSV', () => {
  test('has a line for every row, with the name of its image', () => {
    const rows = rowsOf({
      ...warning,
      code: 'image-too-large',
      places: [
        { row: 1, line: 2, name: 'a.jpg' },
        { row: 7, line: 9, name: 'b,c.jpg' },
        { row: 9, line: 11, name: 'd"e.jpg' },
      ],
    });

    expect(rows.map(({ row, line, name }) => [row, line, name])).toEqual([
      ['1', '2', 'a.jpg'],
      ['7', '9', 'b,c.jpg'],
      ['9', '11', 'd"e.jpg'],
    ]);
    expect(rows[0]).toMatchObject({
      severity: 'warning',
      finding: words.title,
      consequence: words.consequence,
      remedy: words.remedy,
      code: 'image-too-large',
    });
  });

  test('gives each cell its own row and column', () => {
    const rows = rowsOf({
      ...warning,
      code: 'phantom-file-name',
      places: [
        { row: 5, line: 6, column: 'references' },
        { row: 9, line: 10, column: 'eol' },
      ],
    });

    expect(rows.map(({ row, column, name }) => [row, column, name])).toEqual([
      ['5', 'references', ''],
      ['9', 'eol', ''],
    ]);
  });

  test('has a line for every name if there are no rows, and one if there are no names either', () => {
    const rows = rowsOf(
      {
        ...warning,
        severity: 'info',
        code: 'image-unlisted',
        places: [{ name: 'x.jpg' }, { name: 'y.jpg' }],
      },
      { ...warning, code: 'too-many-rows', count: 10_001 },
    );

    expect(rows.map(({ severity, row, name }) => [severity, row, name])).toEqual([
      ['info', '', 'x.jpg'],
      ['info', '', 'y.jpg'],
      ['warning', '', ''],
    ]);
  });

  test.each(['=1+1.jpg', '+a.jpg', '-a.jpg', '@a.jpg', '\ta.jpg'])(
    'never begins a cell as a formula does: %j',
    (name) => {
      const [row] = rowsOf({ ...warning, code: 'image-type', places: [{ row: 1, line: 2, name }] });

      expect(row?.['name']).toBe(`'${name}`);
    },
  );

  test('begins with a byte order mark, for spreadsheets', () => {
    expect(reportAsCsv([])).toMatch(/^\ufeffseverity,/);
  });
});
