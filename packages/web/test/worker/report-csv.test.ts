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
      rows: [1, 7, 9],
      names: ['a.jpg', 'b,c.jpg', 'd"e.jpg'],
    });

    expect(rows.map(({ row, name }) => [row, name])).toEqual([
      ['1', 'a.jpg'],
      ['7', 'b,c.jpg'],
      ['9', 'd"e.jpg'],
    ]);
    expect(rows[0]).toMatchObject({
      severity: 'check',
      finding: '3 images of 1,024,000 bytes or more',
      code: 'image-too-large',
    });
  });

  test('names the columns of cells, and gives no row the name of another', () => {
    const rows = rowsOf({
      ...warning,
      code: 'phantom-file-name',
      rows: [2, 3],
      columns: ['references', 'eol'],
      names: ['a'],
    });

    expect(rows.map(({ row, columns, name }) => [row, columns, name])).toEqual([
      ['2', 'references | eol', ''],
      ['3', 'references | eol', ''],
    ]);
  });

  test('has a line for every name where there are no rows, and one where there is neither', () => {
    const rows = rowsOf(
      { ...warning, severity: 'info', code: 'image-unlisted', names: ['x.jpg', 'y.jpg'] },
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
      const [row] = rowsOf({ ...warning, code: 'image-type', rows: [1], names: [name] });

      expect(row?.['name']).toBe(`'${name}`);
    },
  );

  test('begins with a byte order mark, for spreadsheets', () => {
    expect(reportAsCsv([])).toMatch(/^\ufeffseverity,/);
  });
});
