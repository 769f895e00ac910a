import { columnNames, findImageColumn } from './header.ts';
import { RowReader } from './row-reader.ts';

/** A row of a manifest, the header among them. */
export interface ManifestRow {
  /** Rows count from 1, rows without content left out; the header is 0. */
  readonly number: number;
  /** The row as it stands in the file, line end included. Its memory is used again for the next row. */
  readonly content: Uint8Array;
  /** The name of its image, undefined if it is not UTF-8 or the row is too short. */
  readonly imageName: string | undefined;
}

/**
 * Reads the rows of a manifest that comes in pieces, as a plan does. `onRow` sees each row once, in order.
 *
 * @throws InputError MANIFEST_UNCLOSED_QUOTE, MANIFEST_NO_IMAGE_COLUMN, MANIFEST_TWO_IMAGE_COLUMNS
 */
export async function readRows(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onRow: (row: ManifestRow) => void,
): Promise<void> {
  let imageColumn = -1;
  const reader = new RowReader({
    onRow: (row) => {
      const { number, content, cells } = row;
      if (number === 0) imageColumn = findImageColumn(columnNames(row), 'manifest.csv');
      onRow({ number, content, imageName: imageColumn < cells.count ? row.text(imageColumn) : undefined });
    },
  });
  for await (const piece of pieces) reader.push(piece);
  reader.finish();
}
