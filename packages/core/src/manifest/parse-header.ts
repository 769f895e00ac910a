import { InputError } from '../errors.ts';
import { fromByteText } from './byte-text.ts';
import { RowScanner } from './row-scanner.ts';

/** The column names of a CSV, of which `head` is the beginning; undefined where no row of it can be read. */
export function parseHeader(head: Uint8Array): string[] | undefined {
  let columns: string[] | undefined;
  const scanner = new RowScanner(({ cells }) => {
    columns ??= cells.map(columnName);
  });
  try {
    scanner.push(head);
    scanner.finish();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return columns;
}

/** A column's name: trimmed, and decoded if it is UTF-8. */
export function columnName(cell: string): string {
  return (fromByteText(cell) ?? cell).trim();
}
