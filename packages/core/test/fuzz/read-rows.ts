import { isUtf8 } from 'node:buffer';

/** A row of a CSV: its bytes `[start, end)` with the line end, and its cells with a character a byte. */
export interface CsvRow {
  readonly start: number;
  readonly end: number;
  readonly cells: readonly string[];
}

/** Lines end with carriage returns where there is no line feed in so many characters. */
const LINE_END_PROBE = 2 ** 20;

/**
 * The rows of a CSV that are not blank, the header first; undefined when a quote never closes. Written anew, to be
 * compared with what the engine makes of the same bytes: a cell is quoted when it starts with a quote; it ends at the
 * first quote, not doubled, that only white space divides from a comma, a line end or the end of the file.
 */
export function readRows(bytes: Uint8Array): CsvRow[] | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const lineEnd = text.slice(0, LINE_END_PROBE).includes('\n') ? '\n' : '\r';
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let start = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  let position = start;
  for (;;) {
    const cell =
      text[position] === '"' ? quotedCell(text, position, lineEnd) : plainCell(text, position, lineEnd);
    if (cell === undefined) return undefined;
    cells.push(cell.value);
    const isRowEnd = text[cell.end] !== ',';
    position = Math.min(cell.end + 1, text.length);
    if (!isRowEnd) continue;
    if (cells.some((value) => value !== '')) rows.push({ start, end: position, cells });
    if (cell.end >= text.length) return rows;
    start = position;
    cells = [];
  }
}

interface Cell {
  readonly value: string;
  /** Position of the comma or line end behind it. */
  readonly end: number;
}

function plainCell(text: string, start: number, lineEnd: string): Cell {
  const border = lineEnd === '\n' ? /[,\n]/g : /[,\r]/g;
  border.lastIndex = start;
  const end = border.exec(text)?.index ?? text.length;
  const value = text.slice(start, end);
  return { value: text[end] === '\n' ? value.replace(/\r$/, '') : value, end };
}

function quotedCell(text: string, start: number, lineEnd: string): Cell | undefined {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    if (text[quote + 1] === '"') {
      quote++;
      continue;
    }
    let end = quote + 1;
    while (end < text.length && text[end] !== lineEnd && /\s/.test(text[end]!)) end++;
    const isClosing = text[end] === ',' || text[end] === lineEnd || quote + 1 === text.length;
    if (isClosing) return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end };
  }
  return undefined;
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
