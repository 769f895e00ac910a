import { describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import type { Finding } from '@biospex/batch-core';
import { reportAsCsv } from '../../src/worker/report-csv.ts';

function rowsOf(...findings: Finding[]): Record<string, string>[] {
  const { data, errors } = Papa.parse<Record<string, string>>(reportAsCsv(findings).replace('\ufeff', ''), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
}

const warning = { severity: 'warning', message: '', count: 3 } as const;

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
      severity: 'check',
      finding: '3 images of 1,024,000 bytes or more',
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

  test('has a line for every name where there are no rows, and one where there is neither', () => {
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
      ['good to know', '', 'x.jpg'],
      ['good to know', '', 'y.jpg'],
      ['check', '', ''],
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
