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

  test('has no totals for a single batch', () => {
    expect(table(large)).toHaveLength(2);
  });

  test('aligns numbers to the right, without colors, borders or trailing spaces', () => {
    const lines = table(large, small);

    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    for (const line of lines) expect(line).toMatch(/^ [\w:,. -]*\w$/);
  });

  test('shows long names in full', () => {
    const file = `${'x'.repeat(235)}-part1.zip`;

    expect(table({ ...large, file })[1]).toContain(file);
  });
});

describe('printBatches', () => {
  const finding: Finding = {
    code: 'image-type',
    severity: 'warning',
    title: '2 found',
    consequence: 'It is skipped.',
    remedy: 'Remove it.',
    count: 2,
  };

  test.each<[string, Partial<Finding>, string]>([
    ['one row', { places: [{ row: 5, line: 7 }] }, 'row 5 (line 7)'],
    [
      'cells of several columns',
      {
        columns: ['a', 'b'],
        places: [
          { row: 5, line: 6, column: 'a' },
          { row: 9, line: 10, column: 'b' },
        ],
      },
      'row 5 (line 6) a\n     row 9 (line 10) b',
    ],
    ['a row with its name', { places: [{ row: 5, line: 6, name: 'a.jpg' }] }, 'row 5 (line 6) a.jpg'],
    ['names alone', { places: [{ name: 'a.jpg' }, { name: 'b.jpg' }] }, 'a.jpg\n     b.jpg'],
    [
      'five of six',
      { count: 6, places: Array.from({ length: 6 }, (_, i) => ({ name: `${i}` })) },
      '0\n     1\n     2\n     3\n     4\n     … and 1 more',
    ],
  ])('prints the consequence, the remedy and the places of a finding: %s', (_what, places, lines) => {
    expect(printed([{ ...finding, ...places }])).toContain(
      ` ! 2 found\n   It is skipped.\n   To do: Remove it.\n     ${lines}\n`,
    );
  });

  test('names a single column once', () => {
    const places = [{ row: 5, line: 6, column: 'notes' }];

    expect(printed([{ ...finding, columns: ['notes'], places }])).toMatch(
      / ! 2 found \(column "notes"\)\n.*\n.*\n {5}row 5 \(line 6\)\n/,
    );
  });

  test('shows only the part of a long cell around its change', () => {
    const places = [
      {
        row: 1,
        line: 2,
        before: `${'a'.repeat(300)}.jpg${'b'.repeat(300)}`,
        after: `${'a'.repeat(300)}%2Ejpg${'b'.repeat(300)}`,
      },
      { row: 2, line: 3, before: '\\"', after: '\\""' },
    ];

    const text = printed([{ ...finding, places }]);

    const [before, after] = ['a'.repeat(40), 'b'.repeat(36)];
    expect(text).toContain(`row 1 (line 2) …${before}.jpg${after}… → …${before}%2Ejpg${after.slice(2)}…\n`);
    expect(text).toContain('row 2 (line 3) \\" → \\""\n');
  });

  test('prints no remedy and no places if a finding has none', () => {
    const { remedy: _remedy, ...rest } = finding;
    const note: Finding = { ...rest, severity: 'info' };

    expect(printed([note])).toContain(' - 2 found\n   It is skipped.\n\n');
  });
});

function printed(findings: readonly Finding[]): string {
  const plan = { batches: [small], ...small, findings } as unknown as Plan;
  const { stream, text } = collect(false);
  printBatches(plan, stream, { title: 'title', transfer: undefined });
  return text();
}
