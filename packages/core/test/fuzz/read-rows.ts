import { isUtf8 } from 'node:buffer';
import Papa from 'papaparse';

/** A row of a CSV: its bytes `[start, end)` with the line end, and its cells with a character a byte. */
export interface CsvRow {
  readonly start: number;
  readonly end: number;
  readonly cells: readonly string[];
}

type LineEnd = '\n' | '\r';
type RowFault = 'MANIFEST_RAGGED' | 'MANIFEST_UNCLOSED_QUOTE';

/** A manifest as read by other programs, to be compared with what the engine makes of the same bytes. */
export interface CsvReading {
  /** The rows that are not blank, the header first; none after an unclosed quote. */
  readonly rows: readonly CsvRow[];
  readonly faults: ReadonlySet<RowFault>;
  /** Rows that only PHP reads with as many cells as the header has. */
  readonly phpRows: number;
  /** PHP reads a row that it would not write: whether that is a fault too is left open. */
  readonly isDoubtful: boolean;
}

/** The end of a row in which a quote opens and never closes. */
const UNCLOSED = -1;
/** Lines end with carriage returns if so many bytes have some, and no line feed outside of quotes. */
const LINE_END_PROBE = 64 * 1024;

/** The ways in which a manifest may be read. They are two if a quote that never closes hides the first line feed. */
export function readRows(bytes: Uint8Array): CsvReading[] {
  const text = Buffer.from(bytes).toString('latin1');
  const head = text.slice(0, LINE_END_PROBE);
  const unquoted = [head.replaceAll(/"[^"]*"/g, ''), head.replaceAll(/"[^"]*(?:"|$)/g, '')];
  const lineEnds = unquoted.map((part) => (part.includes('\r') && !part.includes('\n') ? '\r' : '\n'));
  return [...new Set(lineEnds)].map((lineEnd) => readAll(text, lineEnd));
}

function readAll(text: string, lineEnd: LineEnd): CsvReading {
  const rows: CsvRow[] = [];
  const faults = new Set<RowFault>();
  let phpRows = 0;
  let isDoubtful = false;
  let start = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  while (start < text.length) {
    let row: CsvRow = readPapaRow(text, start, lineEnd);
    const columns = rows[0]?.cells.length ?? row.cells.length;
    const isUnclosed = row.end === UNCLOSED;
    const isBlank = row.cells.every((cell) => cell === '');
    if (isUnclosed || (row.cells.length !== columns && !isBlank)) {
      const php = rows.length > 0 ? readPhpRow(text, start, lineEnd) : undefined;
      if (php?.cells.length === columns) {
        row = php;
        phpRows++;
        isDoubtful ||= !php.isAsWritten;
      } else {
        faults.add(isUnclosed ? 'MANIFEST_UNCLOSED_QUOTE' : 'MANIFEST_RAGGED');
        if (isUnclosed) break;
      }
    }
    start = row.end;
    if (!isBlank) rows.push(row);
  }
  return { rows, faults, phpRows, isDoubtful };
}

function readPapaRow(text: string, start: number, lineEnd: LineEnd): CsvRow {
  const config = { delimiter: ',', newline: lineEnd, preview: 1, fastMode: false };
  const { data, errors, meta } = Papa.parse(text.slice(start), config);
  const [cells = []] = data;
  if (errors.some(({ code }) => code === 'MissingQuotes')) return { start, end: UNCLOSED, cells };
  const end = start + meta.cursor;
  const last = cells.at(-1) ?? '';
  // Papa Parse leaves the carriage return of a line end in a cell without quotes.
  if (last.endsWith('\r') && text.slice(start, end).endsWith(`${last}\n`))
    cells[cells.length - 1] = last.slice(0, -1);
  return { start, end, cells };
}

interface PhpRow extends CsvRow {
  /** Only commas and line ends follow closing quotes, as in what fputcsv writes. */
  readonly isAsWritten: boolean;
}

/** Reads the row at `start` as PHP's fgetcsv does with its escape `\`; undefined if a quote never closes. */
function readPhpRow(text: string, start: number, lineEnd: LineEnd): PhpRow | undefined {
  const cells: string[] = [];
  let isAsWritten = true;
  for (let position = start; ; position++) {
    let quoted = '';
    if (text[position] === '"') {
      const quote = closingQuote(text, position + 1);
      if (quote === -1) return undefined;
      quoted = text.slice(position, quote + 1);
      position = quote + 1;
    }
    const from = position;
    while (position < text.length && text[position] !== ',' && text[position] !== lineEnd) position++;
    const rest = text.slice(from, position).replace(text[position] === '\n' ? /\r$/ : '', '');
    if (quoted !== '' && rest !== '') isAsWritten = false;
    cells.push(quoted.slice(1, -1).replaceAll('""', '"') + rest);
    if (text[position] !== ',')
      return { start, end: Math.min(position + 1, text.length), cells, isAsWritten };
  }
}

/** Within quotes, a backslash makes the next character stand for itself, and two quotes stand for one. */
function closingQuote(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"' && text[i + 1] === '"') i++;
    else if (text[i] === '"') return i;
  }
  return -1;
}

/** Where the image column stands, once for each time that the header has it. */
export function imageColumnsOf(header: CsvRow | undefined): number[] {
  const columns = header?.cells.map((cell) => decodeCell(cell).trim().toLowerCase()) ?? [];
  return columns.flatMap((column, i) => (column === 'imagename' ? [i] : []));
}

/** A cell as the UTF-8 it should be, else as Latin-1. */
export function decodeCell(cell: string): string {
  const bytes = Buffer.from(cell, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : cell;
}
