import Table from 'cli-table3';
import { formatBytes, formatCount } from '@biospex/batch-core';

export interface BatchRow {
  readonly file: string;
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
}

export interface SummedBatches extends Omit<BatchRow, 'file'> {
  readonly batches: readonly BatchRow[];
}

export function sumUp(batches: readonly BatchRow[]): SummedBatches {
  const sum = (field: 'rows' | 'images' | 'bytes'): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  return { batches, rows: sum('rows'), images: sum('images'), bytes: sum('bytes') };
}

export function batchTable({ batches, ...sums }: SummedBatches): string {
  const table = new Table({
    head: ['batch', 'rows', 'images', 'size'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
    chars: { ...NO_LINES, left: ' ', middle: '  ' },
  });
  for (const batch of batches) table.push(cells(batch));
  if (batches.length > 1)
    table.push(cells({ file: `total: ${formatCount(batches.length)} batches`, ...sums }));
  return table.toString().replaceAll(/ +$/gm, '');
}

/** cli-table3 draws every part of a border that is not set. */
const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((part) => [part, '']),
);

function cells({ file, rows, images, bytes }: BatchRow): string[] {
  return [file, formatCount(rows), formatCount(images), formatBytes(bytes)];
}
