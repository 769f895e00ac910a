import type { Finding } from '@biospex/batch-core';
import { findingWords } from '../words/finding-words.ts';

const HEADER = [
  'severity',
  'finding',
  'row',
  'columns',
  'name',
  'what Zooniverse does',
  'what to do',
  'code',
];

/** A spreadsheet would take what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The pre-flight report as CSV: a line for every row, or every name, that a finding concerns, else one. It begins with a byte
 * order mark, without which spreadsheets do not see that it is UTF-8.
 */
export function reportAsCsv(findings: readonly Finding[]): string {
  const lines = [HEADER, ...findings.flatMap(linesOf)];
  return `\ufeff${lines.map((cells) => cells.map(quoteCell).join(',')).join('\r\n')}\r\n`;
}

function linesOf(finding: Finding): string[][] {
  const { title, zooniverse, advice } = findingWords(finding);
  const severity = finding.severity === 'warning' ? 'check' : 'good to know';
  const columns = finding.columns?.join(' | ') ?? '';
  return placesOf(finding).map(([row, name]) => [
    severity,
    title,
    row,
    columns,
    name,
    zooniverse,
    advice,
    finding.code,
  ]);
}

/** Rows with their names, where each has its own; rows alone; names alone; or one place that is none. */
function placesOf({ rows = [], names = [] }: Finding): [row: string, name: string][] {
  if (rows.length > 0) {
    const isPaired = rows.length === names.length;
    return rows.map((row, i) => [String(row), isPaired ? names[i]! : '']);
  }
  return names.length > 0 ? names.map((name) => ['', name]) : [['', '']];
}

function quoteCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
