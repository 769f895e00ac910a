import type { BytePieces } from './byte-pieces.ts';

/** Manifest is a manifest read: its bytes, and where its rows are. */
export interface Manifest {
  /** The manifest's entry in the archive. */
  readonly entry: number;
  /** The file unpacked; undefined in a dry run. */
  readonly bytes: BytePieces | undefined;
  /** The header row's bytes `[start, end)`, line break included; a byte order mark stands before it. */
  readonly header: { readonly start: number; readonly end: number };
  /** Blank lines between rows. */
  readonly blankLines: number;
  /** Rows, the header among them, whose line end is not that of most. */
  readonly oddLineEnds: number;
  readonly rowCount: number;
  /** Row `i` (from 0) is the bytes `[rowStarts[i], rowEnds[i])`, line break included. Blank lines belong to no row. */
  readonly rowStarts: Uint32Array;
  readonly rowEnds: Uint32Array;
}

/** What a manifest row says, handed to whoever looks at rows while they are parsed. */
export interface ManifestRow {
  /** Rows count from 1; the header is not counted. */
  readonly number: number;
  readonly cells: readonly string[];
  /** The row as written. */
  readonly text: string;
  /** Whether the strings are text, or byte text because what surrounds the row is not UTF-8. */
  readonly isText: boolean;
}

/** The image column, compared ignoring case and surrounding blanks. */
export const IMAGE_COLUMN = 'imagename';
