import { describe, expect, test } from '@jest/globals';
import { batchTable } from '../../src/output/print-batches.ts';

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
