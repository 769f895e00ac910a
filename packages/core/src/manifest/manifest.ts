import type { LineEnd } from './scan-row.ts';

/** Manifest is a manifest read: its bytes, and where its rows are. */
export interface Manifest {
  /** The manifest's entry in the archive; undefined if it was given beside it. */
  readonly entry: number | undefined;
  readonly columns: readonly string[];
  /** Position of the image column, from 0. */
  readonly imageColumn: number;
  /** The file unpacked; undefined in a dry run. */
  readonly bytes: Uint8Array | undefined;
  readonly lineEnd: LineEnd;
  /** The header row's bytes `[start, end)`, line end included; a byte order mark stands before it. */
  readonly header: { readonly start: number; readonly end: number };
  /** Rows without content between others. */
  readonly blankRows: number;
  /** Rows, the header among them, whose line end is not that of most. */
  readonly oddLineEnds: number;
  readonly rowCount: number;
  /** Row `i` (from 0) is the bytes `[rowStarts[i], rowEnds[i])`, line end included. */
  readonly rowStarts: Uint32Array;
  readonly rowEnds: Uint32Array;
}
