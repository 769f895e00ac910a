import type { LineEnd } from './scan-row.ts';

/** Manifest is a parsed manifest: its bytes, and where its rows are. */
export interface Manifest {
  /** Its entry in the archive; undefined if it was given beside it. */
  readonly entry: number | undefined;
  readonly columns: readonly string[];
  /** Position of the image column, from 0. */
  readonly imageColumn: number;
  /** The unpacked file; undefined in a dry run. */
  readonly bytes: Uint8Array | undefined;
  readonly lineEnd: LineEnd;
  /** Bytes `[start, end)` of the header row, line end included; a byte order mark precedes it. */
  readonly header: { readonly start: number; readonly end: number };
  /** Number of blank rows between others. */
  readonly blankRows: number;
  /** Number of rows, header included, whose line end differs from that of most. */
  readonly oddLineEnds: number;
  readonly rowCount: number;
  /** Row `i` (from 0) is the bytes `[rowStarts[i], rowEnds[i])`, line end included. */
  readonly rowStarts: Uint32Array;
  readonly rowEnds: Uint32Array;
}
