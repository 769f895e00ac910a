import Table from 'cli-table3';
import type { Finding, Plan } from '@biospex/batch-core';
import { formatBytes, formatCount, formatSeconds } from './format.ts';
import { printable } from './printable.ts';

export interface PrintOptions {
  readonly title: string;
  readonly json: boolean;
  /** How long it took. */
  readonly seconds?: number;
}

/** Prints the batches and the pre-flight report on stdout: a table for people or one JSON object for programs. */
export function printBatches(plan: Plan, { title, json, seconds }: PrintOptions): void {
  const { batches, rows, images, bytes, findings } = plan;
  if (json) {
    process.stdout.write(`${JSON.stringify({ batches, rows, images, bytes, findings })}\n`);
    return;
  }
  const time =
    seconds === undefined
      ? ''
      : ` in ${formatSeconds(seconds)} (${formatBytes(Math.round(bytes / seconds))}/s)`;
  process.stdout.write(
    `${printable(title)}${time}\n\n${batchTable(plan)}\n\n${describeFindings(findings)}\n`,
  );
}

export interface BatchRow {
  readonly file: string;
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
}

/** A table of batches with a line of totals. */
export function batchTable({
  batches,
  rows,
  images,
  bytes,
}: { batches: readonly BatchRow[] } & Omit<BatchRow, 'file'>): string {
  const table = new Table({
    head: ['batch', 'rows', 'images', 'size'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
    chars: BORDERLESS,
  });
  for (const batch of batches) table.push(cells(batch));
  if (batches.length > 1)
    table.push(cells({ file: `total: ${formatCount(batches.length)} batches`, rows, images, bytes }));
  return table.toString().replaceAll(/ +$/gm, '');
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: ' ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

function cells({ file, rows, images, bytes }: BatchRow): string[] {
  return [file, formatCount(rows), formatCount(images), formatBytes(bytes)];
}

function describeFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Pre-flight: nothing that Zooniverse would stumble over.';
  const lines = findings.flatMap((finding) => [
    ` ${finding.severity === 'warning' ? '!' : '-'} ${finding.message}`,
    ...places(finding),
  ]);
  return [
    'Pre-flight (! look at it before uploading, - good to know; rows count from 1 below the header):',
    ...lines,
  ].join('\n');
}

function places({ count, rows, names }: Finding): string[] {
  const shown = 5;
  const parts: string[] = [];
  if (rows !== undefined)
    parts.push(`rows ${some(rows.slice(0, shown), rows.length > shown || count > rows.length)}`);
  if (names !== undefined)
    parts.push(some(names.slice(0, shown).map(printable), names.length > shown || count > names.length));
  return parts.length === 0 ? [] : [`     ${parts.join(': ')}`];
}

function some(values: readonly (string | number)[], hasMore: boolean): string {
  return `${values.join(', ')}${hasMore ? ', …' : ''}`;
}
