import { describe, expect, test } from '@jest/globals';
import type { Finding, Plan } from '@biospex/batch-core';
import { batchTable, sumUp } from '../../src/output/batch-table.ts';
import { printBatches } from '../../src/output/print-batches.ts';
import { collect } from '../helpers/run-command.ts';

const large = { file: 'a-part1.zip', rows: 2000, images: 1999, bytes: 121_345_678 };
const small = { file: 'a-part2.zip', rows: 1, images: 1, bytes: 950 };

function table(...batches: (typeof large)[]): string[] {
  return batchTable(sumUp(batches)).split('\n');
}

describe('batchTable', () => {
  test('has a line for each batch and one of totals', () => {
    const cells = table(large, small).map((line) => line.trim().split(/ {2,}/));

    expect(cells).toEqual([
      ['batch', 'rows', 'images', 'size'],
      ['a-part1.zip', '2,000', '1,999', '121 MB'],
      ['a-part2.zip', '1', '1', '950 bytes'],
      ['total: 2 batches', '2,001', '2,000', '121 MB'],
    ]);
  });

  test('has no totals of a single batch', () => {
    expect(table(large)).toHaveLength(2);
  });

  test('aligns numbers at their right, without colours, borders or trailing spaces', () => {
    const lines = table(large, small);

    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    for (const line of lines) expect(line).toMatch(/^ [\w:,. -]*\w$/);
  });

  test('shows long names whole', () => {
    const file = `${'x'.repeat(235)}-part1.zip`;

    expect(table({ ...large, file })[1]).toContain(file);
  });
});

describe('printBatches', () => {
  test.each<[string, Partial<Finding>, string]>([
    ['one row', { places: [{ row: 5, line: 7 }] }, 'row 5 (line 7)'],
    [
      'cells of one column',
      { columns: ['notes'], places: [{ row: 5, line: 6, column: 'notes' }] },
      'row 5 (line 6)',
    ],
    [
      'cells of several columns',
      {
        columns: ['a', 'b'],
        places: [
          { row: 5, line: 6, column: 'a' },
          { row: 9, line: 10, column: 'b' },
        ],
      },
      'row 5 (line 6) a, row 9 (line 10) b',
    ],
    ['a row with its name', { places: [{ row: 5, line: 6, name: 'a.jpg' }] }, 'row 5 (line 6) a.jpg'],
    ['names alone', { places: [{ name: 'a.jpg' }, { name: 'b.jpg' }] }, 'a.jpg, b.jpg'],
    ['five of six', { places: Array.from({ length: 6 }, (_, i) => ({ name: `${i}` })) }, '0, 1, 2, 3, 4, …'],
  ])('says of a finding where it is: %s', (_what, places, line) => {
    const finding: Finding = {
      code: 'image-type',
      severity: 'warning',
      message: 'found',
      count: 2,
      ...places,
    };

    expect(printed([finding])).toContain(` ! found\n     ${line}\n`);
  });

  test('has no line of places for a finding without', () => {
    const finding: Finding = { code: 'blank-lines', severity: 'info', message: 'found', count: 2 };

    expect(printed([finding])).toMatch(/ - found\n$/);
  });
});

function printed(findings: readonly Finding[]): string {
  const plan = { batches: [small], ...small, findings } as unknown as Plan;
  const { stream, text } = collect(false);
  printBatches(plan, stream, { title: 'title', transfer: undefined });
  return text();
}
