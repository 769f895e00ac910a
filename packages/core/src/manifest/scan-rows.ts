import Papa, { type ParseStepResult } from 'papaparse';
import { InputError } from '../errors.ts';
import { MAX_ROW_BYTES } from '../limits.ts';
import { toByteText } from './byte-text.ts';

/** Bytes parsed at a time. Larger windows make larger garbage, smaller ones parse more cut-off rows twice. */
const WINDOW_BYTES = 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * What `scanRows` finds of a row. The strings are slices of a window that is soon forgotten: whoever keeps one keeps
 * the window.
 */
export interface ScannedRow {
  /** Cells in byte text, unquoted. */
  readonly cells: readonly string[];
  /** The row as it stands in the file, line break included, in byte text. */
  readonly text: string;
  /** The bytes `[start, end)` of the manifest, line break included. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the rows of a CSV from `start` on, the header among them. Blank lines are passed over; it gives how many
 * stood between rows.
 *
 * Papa Parse decides where rows and cells end, since Zooniverse reads manifests with it: what it makes of PHP's `\"`
 * escapes and stray quotes is what counts. It is given windows of the file with whole rows only. Rows end with a line
 * feed (carriage returns before it are dropped from the last cell), or with carriage returns where there is no line
 * feed in the file.
 *
 * @throws InputError MANIFEST_UNCLOSED_QUOTE
 */
export function scanRows(bytes: Uint8Array, start: number, onRow: (row: ScannedRow) => void): number {
  const newline = bytes.includes(LINE_FEED) ? '\n' : '\r';
  let windowStart = start;
  let windowBytes = WINDOW_BYTES;
  let text = '';
  let rowStart = 0;
  let blankLines = 0;
  let blankLinesBetween = 0;
  const parser = new Papa.Parser({
    delimiter: ',',
    newline,
    step: ({ data, errors, meta }: ParseStepResult) => {
      const cells = data[0] ?? [];
      const rowEnd = meta.cursor;
      const row = { cells, text: text.slice(rowStart, rowEnd), start: windowStart + rowStart, end: windowStart + rowEnd };
      rowStart = rowEnd;
      if (errors.some(({ code }) => code === 'MissingQuotes')) throw unclosedQuote(row.start);
      dropCarriageReturn(bytes, row.end, cells);
      if (cells.length === 1 && cells[0] === '') {
        blankLines++;
      } else {
        blankLinesBetween = blankLines;
        onRow(row);
      }
    },
  });
  while (windowStart < bytes.length) {
    const windowEnd = Math.min(windowStart + windowBytes, bytes.length);
    text = toByteText(bytes.subarray(windowStart, windowEnd));
    rowStart = 0;
    parser.parse(text, 0, windowEnd < bytes.length);
    if (rowStart === 0 && windowBytes >= MAX_ROW_BYTES) throw unclosedQuote(windowStart);
    windowBytes = rowStart === 0 ? windowBytes * 2 : WINDOW_BYTES;
    windowStart += rowStart;
  }
  return blankLinesBetween;
}

function dropCarriageReturn(bytes: Uint8Array, rowEnd: number, cells: string[]): void {
  if (bytes[rowEnd - 1] !== LINE_FEED || bytes[rowEnd - 2] !== CARRIAGE_RETURN) return;
  const last = cells.at(-1) ?? '';
  if (last.endsWith('\r')) cells[cells.length - 1] = last.slice(0, -1);
}

function unclosedQuote(offset: number): InputError {
  return new InputError(
    'MANIFEST_UNCLOSED_QUOTE',
    `a quote opened in the manifest row at byte ${offset} never closes (a row may have ${MAX_ROW_BYTES} bytes)`,
    { details: { offset } },
  );
}
