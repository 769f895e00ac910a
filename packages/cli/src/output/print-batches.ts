import { formatBytes, type Finding, type FindingCode, type Place, type Plan } from '@biospex/batch-core';
import { folderOf } from '@biospex/batch-core/node';
import type { Transfer } from '@biospex/batch-aws';
import type { Output } from '../io.ts';
import { batchTable, sumUp, type BatchRow } from './batch-table.ts';
import { describeNext, stepsOf, type Saved } from './describe-next.ts';
import { formatCount, formatSeconds } from './format.ts';
import { printable } from './printable.ts';

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
  /** How and where the batches were saved, if they were. */
  readonly saved?: Saved;
}

/** Prints the batches and the pre-flight report: a table for people or one JSON object for programs. */
export function printBatches(
  plan: Plan,
  stdout: Output,
  { title, json, seconds, transfer, spooledBytes, mend, saved }: PrintOptions,
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
    `${printable(title)}${time}\n\n${batchTable(batches)}\n\n${describeFindings(findings, mend === true)}\n${saved ? describeNext(plan, saved) : ''}${describeTransfer(transfer)}`,
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

function describeFindings(findings: readonly Finding[], isMended: boolean): string {
  if (findings.length === 0) return 'Pre-flight: nothing that Zooniverse would stumble over.';
  const lines = findings.flatMap((finding) => [
    ` ${finding.severity === 'warning' ? '!' : '-'} ${finding.message}${!isMended && MENDABLE.includes(finding.code) ? '; --mend does it where one answer is right' : ''}`,
    ...describePlaces(finding),
  ]);
  return [
    'Pre-flight (! look at it before uploading, - good to know; rows count from 1 below the header, blank lines left out; lines as in a spreadsheet):',
    ...lines,
  ].join('\n');
}

/** A finding lists up to 20 places; these are enough to know where to look. */
const MAX_SHOWN_PLACES = 5;

function describePlaces({ places = [], columns = [] }: Finding): string[] {
  if (places.length === 0) return [];
  // The message names the column already, if there is only one.
  const shown = places.slice(0, MAX_SHOWN_PLACES).map((place) => describePlace(place, columns.length > 1));
  return [`     ${shown.join(', ')}${places.length > shown.length ? ', …' : ''}`];
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
