import type { Finding } from './finding.ts';

const HEADER = 'severity,finding,row,line,column,name,before,after,consequence,remedy,code';

/** A spreadsheet takes a cell that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The pre-flight report as CSV: one line for each place of a finding, or one line if it has none. It begins with a byte
 * order mark; without it, spreadsheets do not recognize UTF-8.
 */
export function reportAsCsv(findings: readonly Finding[]): string {
  const lines = findings.flatMap(linesOf).map((cells) => cells.map(quoteCell).join(','));
  return `\ufeff${[HEADER, ...lines].join('\r\n')}\r\n`;
}

function linesOf({ severity, title, consequence, remedy = '', code, places = [{}] }: Finding): string[][] {
  return places.map(({ row = '', line = '', column = '', name = '', before = '', after = '' }) => [
    ...[severity, title, String(row), String(line), column, name, before, after],
    ...[consequence, remedy, code],
  ]);
}

function quoteCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
