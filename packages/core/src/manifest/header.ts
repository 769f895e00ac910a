import { InputError } from '../errors.ts';
import { listSome, quote } from '../quote.ts';
import { RowReader } from './row-reader.ts';
import type { Row } from './row.ts';

/** Compared ignoring case and surrounding blanks. */
const IMAGE_COLUMN = 'imagename';

/** Spreadsheets in some languages use these instead of commas. */
const FOREIGN_SEPARATORS = { semicolons: ';', tabs: '\t' } as const;

/** The column names in a header row, trimmed. */
export function columnNames(header: Row): string[] {
  return header.shownTexts().map((name) => name.trim());
}

/** Whether a CSV that begins with these bytes has an image column. */
export function hasImageColumn(head: Uint8Array): boolean {
  let columns: string[] | undefined;
  const reader = new RowReader({
    onRow: (row) => {
      columns ??= columnNames(row);
    },
  });
  try {
    reader.push(head);
    reader.finish();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return columns?.some(isImageColumn) === true;
}

/** @throws InputError MANIFEST_NO_IMAGE_COLUMN, MANIFEST_TWO_IMAGE_COLUMNS */
export function findImageColumn(columns: readonly string[], manifestName: string): number {
  const imageColumn = columns.findIndex(isImageColumn);
  if (imageColumn === -1) {
    const message = `manifest ${quote(manifestName)} has no imageName column${describeColumns(columns)}`;
    throw new InputError('MANIFEST_NO_IMAGE_COLUMN', message);
  }
  const count = columns.filter(isImageColumn).length;
  if (count > 1) {
    const message = `manifest ${quote(manifestName)} has ${count} imageName columns`;
    throw new InputError('MANIFEST_TWO_IMAGE_COLUMNS', message);
  }
  return imageColumn;
}

export function isImageColumn(name: string): boolean {
  return name.trim().toLowerCase() === IMAGE_COLUMN;
}

function describeColumns(columns: readonly string[]): string {
  const header = columns.join(',').replaceAll('"', '');
  for (const [name, separator] of Object.entries(FOREIGN_SEPARATORS)) {
    if (header.split(separator).some(isImageColumn))
      return `: its columns seem to be separated by ${name}, not commas`;
  }
  return `; its columns are ${listSome(columns.map(quote), columns.length)}`;
}
