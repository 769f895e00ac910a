import { InputError } from '../errors.ts';
import { fromByteText } from './byte-text.ts';
import { IMAGE_COLUMN } from './manifest.ts';
import { RowScanner, type ScannedRow } from './row-scanner.ts';

/** The column names of a CSV, of which `head` is the beginning; undefined where no row of it can be read. */
export function parseHeader(head: Uint8Array): string[] | undefined {
  let columns: string[] | undefined;
  const scanner = new RowScanner((row) => {
    columns ??= columnNames(row);
  });
  try {
    scanner.push(head);
    scanner.finish();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return columns;
}

/** The columns that a header row names: trimmed, and in byte text where not UTF-8. */
export function columnNames({ cells, isText }: ScannedRow): string[] {
  return cells.map((cell) => (isText ? cell : (fromByteText(cell) ?? cell)).trim());
}

/** What spreadsheets of some languages put between columns instead of commas. */
const FOREIGN_SEPARATORS = { semicolons: ';', tabs: '\t' } as const;

/** What seems to separate columns that commas do not: whatever makes one of them the image column. */
export function separatorsIn(columns: readonly string[]): string | undefined {
  const header = columns.join(',').replaceAll('"', '').toLowerCase();
  return Object.entries(FOREIGN_SEPARATORS).find(([, separator]) =>
    header.split(separator).some((column) => column.trim() === IMAGE_COLUMN),
  )?.[0];
}
