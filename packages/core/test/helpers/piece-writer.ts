export interface Piece {
  offset: number;
  bytes: Uint8Array;
}

/** Collects pieces one after the other; a gap given as a number holds no bytes. */
export class PieceWriter {
  readonly pieces: Piece[] = [];
  position = 0;

  append(bytes: Uint8Array): void {
    if (bytes.length > 0) this.pieces.push({ offset: this.position, bytes });
    this.position += bytes.length;
  }

  appendGap(gap: Uint8Array | number = 0): void {
    if (typeof gap === 'number') this.position += gap;
    else this.append(gap);
  }
}
