import { describe, expect, test } from '@jest/globals';
import type { Finding, Plan } from '@biospex/batch-core';
import { batchTable, printBatches } from '../../src/output/print-batches.ts';
import { collect } from '../helpers/run-command.ts';

const large = { file: 'a-part1.zip', rows: 2000, images: 1999, bytes: 121_345_678 };
const small = { file: 'a-part2.zip', rows: 1, images: 1, bytes: 950 };

function table(...batches: (typeof large)[]): string[] {
  const sum = (field: 'rows' | 'images' | 'bytes'): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  return batchTable({ batches, rows: sum('rows'), images: sum('images'), bytes: sum('bytes') }).split('\n');
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
    ['one row', { rows: [5] }, 'row 5'],
    ['rows', { rows: [5, 6] }, 'rows 5, 6'],
    ['rows of one column', { count: 3, rows: [5, 6], columns: ['notes'] }, 'rows 5, 6 of column notes'],
    ['a row of columns', { rows: [5], columns: ['a', 'b'] }, 'row 5 of columns a, b'],
    ['rows with names', { rows: [5, 6], names: ['a.jpg', 'b.jpg'] }, 'rows 5, 6: a.jpg, b.jpg'],
    ['names alone', { names: ['a.jpg'] }, 'a.jpg'],
    ['all of five rows', { count: 9, rows: [1, 2, 3, 4, 5] }, 'rows 1, 2, 3, 4, 5'],
    ['five of six rows', { count: 6, rows: [1, 2, 3, 4, 5, 6] }, 'rows 1, 2, 3, 4, 5, …'],
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
