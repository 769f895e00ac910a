import { columnNames, findImageColumn } from './header.ts';
import { RowReader } from './row-reader.ts';

/** A row of a manifest, or its header. */
export interface ManifestRow {
  /** Counts from 1, blank rows left out; the header is 0. */
  readonly number: number;
  /** The row's bytes, line end included. The memory is reused for the next row. */
  readonly content: Uint8Array;
  /** The name of its image; undefined if it is not UTF-8 or the row is too short. */
  readonly imageName: string | undefined;
}

/**
 * Reads the rows of a manifest given in pieces, as a plan does. `onRow` receives each row once, in order.
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
