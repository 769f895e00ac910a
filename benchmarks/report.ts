import type { Machine } from './describe-machine.ts';
import { formatBytes, formatSeconds } from './format.ts';
import type { Requirement } from './requirement.ts';
import { maximumOf, medianOf, minimumOf, ratioToBase, type Detail, type Row, type Table } from './tables.ts';

export interface Report {
  readonly machine: Machine;
  readonly tables: readonly Table[];
  /** Empty if the archives do not have the full size. */
  readonly requirements: readonly Requirement[];
}

const unknown = '–';

/** Renders a report as Markdown for the README. */
export function renderReport({ machine, tables, requirements }: Report): string {
  const { processors, memoryBytes, platform, node } = machine;
  const memory = `${Math.round(memoryBytes / 1024 ** 3)} GiB`;
  const blocks = [
    `${platform}, ${processors} processors, ${memory}, Node ${node}`,
    ...tables.map(renderTable),
  ];
  if (requirements.length > 0) blocks.push(renderRequirements(requirements));
  return `${blocks.join('\n\n')}\n`;
}

/** Renders a report as JSON: seconds in the order of the rounds, medians, ratios. */
export function reportAsJson({ machine, tables, requirements }: Report): string {
  const sections = tables.map((table) => ({
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      medianSeconds: medianOf(row.seconds),
      medianProcessorSeconds: medianOf(row.processorSeconds),
      ratioToBase: ratioToBase(table, row),
    })),
  }));
  return `${JSON.stringify({ machine, sections, requirements }, undefined, 2)}\n`;
}

function renderTable(table: Table): string {
  const heading = `### ${table.title}`;
  if (table.note !== undefined) return `${heading}\n\nSkipped: ${table.note}.`;
  const place = table.isMemory
    ? `Data in memory (${table.directory ?? ''}): no disk is used, and fsync costs nothing.`
    : `Data in ${table.directory ?? ''}.`;
  const ratio = table.baseId === undefined ? [] : [`× \`${table.baseId.replace('-', ' + ')}\``];
  const header = ['', 'median', 'best', 'worst', 'runs', ...ratio, 'processor', 'peak memory'];
  const measured = alignTable([header, ...table.rows.map((row) => renderRow(table, row))]);
  return [heading, place, measured, ...table.details.map(renderDetail)].join('\n\n');
}

function renderDetail({ title, text, header, rows }: Detail): string {
  return `#### ${title}\n\n${text}\n\n${alignTable([header, ...rows])}`;
}

function renderRow(table: Table, row: Row): string[] {
  const name = row.note === undefined ? row.name : `${row.name} (${row.note})`;
  const ratio = ratioToBase(table, row);
  const times = [medianOf(row.seconds), minimumOf(row.seconds), maximumOf(row.seconds)].map((seconds) =>
    seconds === undefined ? unknown : formatSeconds(seconds),
  );
  const processor = medianOf(row.processorSeconds);
  return [
    name,
    ...times,
    String(row.seconds.length),
    ...(table.baseId === undefined ? [] : [ratio === undefined ? unknown : ratio.toFixed(2)]),
    processor === undefined ? unknown : formatSeconds(processor),
    row.peakBytes === undefined ? unknown : formatBytes(row.peakBytes),
  ];
}

function renderRequirements(requirements: readonly Requirement[]): string {
  const rows = requirements.map(({ text, measured, isMet }) => [
    text,
    measured ?? unknown,
    isMet === undefined ? 'not measured' : isMet ? 'yes' : '**no**',
  ]);
  return `### Requirements\n\n${alignTable([['', 'measured', 'met'], ...rows])}`;
}

function alignTable(rows: readonly (readonly string[])[]): string {
  const [header = [], ...body] = rows;
  const widths = header.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const renderLine = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => '-'.repeat(column === 0 ? width : width - 1) + (column === 0 ? '' : ':')).join(' | ')} |`;
  return [renderLine(header), rule, ...body.map(renderLine)].join('\n');
}
