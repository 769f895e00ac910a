import type { Finding } from '@biospex/batch-core';
import { FINDING_WORDS } from '../words/finding-words.ts';

const HEADER = 'severity,finding,row,line,column,name,before,after,what Zooniverse does,what to do,code';

/** A spreadsheet would take what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The pre-flight report as CSV: a line for every place of a finding, or one if it has none. It begins with a byte
 * order mark, without which spreadsheets do not see that it is UTF-8.
 */
export function reportAsCsv(findings: readonly Finding[]): string {
  const lines = findings.flatMap(linesOf).map((cells) => cells.map(quoteCell).join(','));
  return `\ufeff${[HEADER, ...lines].join('\r\n')}\r\n`;
}

function linesOf({ code, severity, count, places = [{}] }: Finding): string[][] {
  const { title, zooniverse, advice } = FINDING_WORDS[code];
  const what = [severity === 'warning' ? 'check' : 'good to know', title(count)];
  return places.map(({ row = '', line = '', column = '', name = '', before = '', after = '' }) => [
    ...what,
    ...[String(row), String(line), column, name, before, after],
    ...[zooniverse, advice, code],
  ]);
}

function quoteCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
