import {
  formatBytes,
  formatCount,
  type Finding,
  type FindingCode,
  type Place,
  type Plan,
} from '@biospex/batch-core';
import { folderOf } from '@biospex/batch-core/node';
import type { Transfer } from '@biospex/batch-aws';
import type { Output } from '../io.ts';
import { batchTable, sumUp, type BatchRow } from './batch-table.ts';
import { describeNext, stepsOf, type Saved } from './describe-next.ts';
import { formatSeconds } from './format.ts';
import { printable, quoted } from './printable.ts';
import { withManifestOption } from './remedy-of.ts';

export interface PrintOptions {
  readonly title: string;
  readonly json?: boolean;
  readonly mend?: boolean;
  readonly report?: string;
  readonly seconds?: number;
  /** Undefined if S3 was not used. */
  readonly transfer: Transfer | undefined;
  /** Size of an unpacked TAR archive. */
  readonly spooledBytes?: number | undefined;
  /** Undefined if the batches were only planned. */
  readonly saved?: Saved;
}

/** Prints the batches and the pre-flight report: a table for people or one JSON object for programs. */
export function printBatches(
  plan: Plan,
  stdout: Output,
  { title, json, seconds, transfer, spooledBytes, mend, report, saved }: PrintOptions,
): void {
  const { findings } = plan;
  const batches = sumUp(namedAsSaved(plan, saved));
  if (json === true) {
    const next = saved && stepsOf(plan, saved);
    stdout.write(`${JSON.stringify({ ...batches, findings, transfer, spooledBytes, next })}\n`);
    return;
  }
  const time =
    seconds === undefined
      ? ''
      : ` in ${formatSeconds(seconds)} (${formatBytes(Math.round(batches.bytes / seconds))}/s)`;
  stdout.write(
    `${printable(title)}${time}\n\n${batchTable(batches)}\n\n${describeFindings(findings, mend === true, report)}\n${saved ? describeNext(plan, saved) : ''}${describeTransfer(transfer)}`,
  );
}

/** Folders have other names and sizes than the ZIPs of the plan. */
function namedAsSaved(plan: Plan, saved: Saved | undefined): BatchRow[] {
  return plan.batches.map(({ unpackedBytes, ...batch }) =>
    saved?.as === 'folders' ? { ...batch, file: folderOf(batch.file), bytes: unpackedBytes } : batch,
  );
}

export function describeTransfer(transfer: Transfer | undefined): string {
  if (transfer === undefined) return '';
  const { getRequests, copyRequests, putRequests, otherRequests, bytesDown, bytesUp, bytesCopied } = transfer;
  const requests = getRequests + copyRequests + putRequests + otherRequests;
  return `\nS3: ${formatCount(requests)} requests, ${formatBytes(bytesCopied)} copied by S3, ${formatBytes(bytesDown)} down, ${formatBytes(bytesUp)} up\n`;
}

/** What S3 has copied, and what has traveled, so far. */
export function describeMoved(transfer: Transfer | undefined): string {
  const { bytesCopied = 0, bytesDown = 0, bytesUp = 0 } = transfer ?? {};
  return `${formatBytes(bytesCopied)} copied, ${formatBytes(bytesDown + bytesUp)} moved`;
}

const ROWS_EXPLAINED =
  'Row 1 is the first below the header; blank lines do not count. The line is the row number in a spreadsheet.';

const MENDABLE: readonly FindingCode[] = ['phantom-file-name', 'php-escapes'];

function describeFindings(
  findings: readonly Finding[],
  isMended: boolean,
  report: string | undefined,
): string {
  if (findings.length === 0) return 'Pre-flight report: nothing that Zooniverse is known to refuse.';
  const isCut = findings.some(({ count, places = [] }) => places.length > 0 && count > MAX_SHOWN_PLACES);
  return [
    'Pre-flight report of these batches (! check before you upload, - good to know):',
    ...findings.flatMap(describeFinding),
    '',
    ...(findings.some(({ places = [] }) => places.some(({ row }) => row !== undefined))
      ? [ROWS_EXPLAINED]
      : []),
    ...(report === undefined ? [] : [`The rows are in ${printable(report)}.`]),
    ...(isCut && report === undefined ? ['To list every row, add --report FILE.csv.'] : []),
    ...(!isMended && findings.some(({ code }) => MENDABLE.includes(code))
      ? ['To mend links and quotes, add --mend. plan --mend shows each change first, and writes no batches.']
      : []),
  ].join('\n');
}

const MAX_SHOWN_PLACES = 5;
const MAX_COLUMN_LENGTH = 120;
/** Characters of a cell that are shown on either side of a change. */
const MAX_SHOWN_AROUND = 40;

function describeFinding({
  severity,
  title,
  consequence,
  remedy,
  count,
  places = [],
  columns = [],
}: Finding): string[] {
  const shown = places.slice(0, MAX_SHOWN_PLACES);
  const inColumn =
    columns[0] !== undefined && columns.length === 1
      ? ` (column ${quoted(columns[0].slice(0, MAX_COLUMN_LENGTH))})`
      : '';
  return [
    '',
    ` ${severity === 'warning' ? '!' : '-'} ${title}${inColumn}`,
    `   ${consequence}`,
    ...(remedy === undefined ? [] : [`   To do: ${withManifestOption(remedy)}`]),
    ...shown.map((place) => `     ${describePlace(place, columns.length > 1)}`),
    ...(places.length > 0 && count > shown.length
      ? [`     … and ${formatCount(count - shown.length)} more`]
      : []),
  ];
}

/** `row 75 (line 76) references a.jpg`, or with a change `before → after`, as far as it is known. */
function describePlace({ row, line, column, name, before, after }: Place, showsColumn: boolean): string {
  const where = row === undefined ? undefined : `row ${row} (line ${line ?? row + 1})`;
  const change =
    before === undefined || after === undefined ? before && `"${before}"` : describeChange(before, after);
  return [where, showsColumn ? column : undefined, name, change]
    .filter((part) => part !== undefined)
    .map(printable)
    .join(' ');
}

/** `…e.org/1.jpg → …e.org/1%2Ejpg` */
function describeChange(before: string, after: string): string {
  // By characters, so that none is cut in half.
  const [from, to] = [Array.from(before), Array.from(after)];
  const change = to.findIndex((character, i) => character !== from[i]);
  const start = Math.max(0, change - MAX_SHOWN_AROUND);
  const end = change + MAX_SHOWN_AROUND;
  return [from, to]
    .map((text) => [start > 0 ? '…' : '', ...text.slice(start, end), text.length > end ? '…' : ''].join(''))
    .join(' → ');
}
