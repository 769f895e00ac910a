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

export interface PrintOptions {
  readonly title: string;
  readonly json?: boolean | undefined;
  /** How long it took. */
  readonly seconds?: number;
  /** What went to S3 and came from there, if it was used. */
  readonly transfer: Transfer | undefined;
  /** Bytes that a TAR archive was unpacked to. */
  readonly spooledBytes?: number | undefined;
  readonly mend?: boolean | undefined;
  /** The file that has every row of the report, if there is one. */
  readonly report?: string | undefined;
  /** How and where the batches were saved, if they were. */
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
    `${printable(title)}${time}\n\n${batchTable(batches)}\n\n${describeFindings(findings, mend === true, report !== undefined)}\n${saved ? describeNext(plan, saved) : ''}${describeTransfer(transfer)}`,
  );
}

/** The batches by the names and sizes that they have on the disk. */
function namedAsSaved(plan: Plan, saved: Saved | undefined): BatchRow[] {
  return plan.batches.map(({ unpackedBytes, ...batch }) =>
    saved?.as === 'folders' ? { ...batch, file: folderOf(batch.file), bytes: unpackedBytes } : batch,
  );
}

/** A line of what S3 did, after an empty one; nothing if it was not used. */
export function describeTransfer(transfer: Transfer | undefined): string {
  if (transfer === undefined) return '';
  const { getRequests, copyRequests, putRequests, otherRequests, bytesDown, bytesUp, bytesCopied } = transfer;
  const requests = getRequests + copyRequests + putRequests + otherRequests;
  return `\nS3: ${formatCount(requests)} requests, ${formatBytes(bytesCopied)} copied by S3, ${formatBytes(bytesDown)} down, ${formatBytes(bytesUp)} up\n`;
}

/** What S3 has copied and what has travelled so far, while a split goes on. */
export function describeMoved(transfer: Transfer | undefined): string {
  const { bytesCopied = 0, bytesDown = 0, bytesUp = 0 } = transfer ?? {};
  return `${formatBytes(bytesCopied)} copied, ${formatBytes(bytesDown + bytesUp)} moved`;
}

const MENDABLE: readonly FindingCode[] = ['phantom-file-name', 'php-escapes'];

function describeFindings(findings: readonly Finding[], isMended: boolean, hasReport: boolean): string {
  if (findings.length === 0) return 'Pre-flight report: nothing that Zooniverse is known to refuse.';
  const isCut = findings.some(({ count, places = [] }) => places.length > 0 && count > MAX_SHOWN_PLACES);
  return [
    'Pre-flight report (! check before you upload, - good to know):',
    ...findings.flatMap(describeFinding),
    '',
    'Rows count from 1 below the header, without blank lines; lines count as in a spreadsheet.',
    ...(isCut && !hasReport ? ['--report FILE.csv lists every row.'] : []),
    ...(!isMended && findings.some(({ code }) => MENDABLE.includes(code))
      ? ['--mend fixes what has one right answer; plan --mend shows each change and writes nothing.']
      : []),
  ].join('\n');
}

/** A finding lists up to 20 places; these are enough to know where to look. */
const MAX_SHOWN_PLACES = 5;

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
  const inColumn = columns[0] !== undefined && columns.length === 1 ? ` (column ${quoted(columns[0])})` : '';
  return [
    '',
    ` ${severity === 'warning' ? '!' : '-'} ${title}${inColumn}`,
    `   ${consequence}`,
    ...(remedy === undefined ? [] : [`   To do: ${remedy}`]),
    ...shown.map((place) => `     ${describePlace(place, columns.length > 1)}`),
    ...(places.length > 0 && count > shown.length
      ? [`     … and ${formatCount(count - shown.length)} more`]
      : []),
  ];
}

/** `row 75 (line 76) references a.jpg`, or with a change `before → after`, as far as it is known. */
function describePlace({ row, line, column, name, before, after }: Place, showsColumn: boolean): string {
  const where = row === undefined ? undefined : `row ${row} (line ${line ?? row})`;
  const change = before === undefined ? undefined : `${before} → ${after ?? ''}`;
  return [where, showsColumn ? column : undefined, name, change]
    .filter((part) => part !== undefined)
    .map(printable)
    .join(' ');
}
