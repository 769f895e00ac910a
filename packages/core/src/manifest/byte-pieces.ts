/** BytePieces is a file in memory as it came, piece by piece: joining would touch as much memory anew. */
export class BytePieces {
  readonly #pieces: Uint8Array[] = [];
  /** Where each piece starts in the file, and where the last one ends. */
  readonly #starts: number[] = [0];

  /** Size of the file in bytes. */
  get size(): number {
    return this.#starts.at(-1)!;
  }

  /** Adds a piece without copying it: it must not change. */
  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#starts.push(this.size + piece.length);
  }

  /** The bytes `[start, end)` as views of the pieces they lie in. */
  views(start: number, end: number): Uint8Array[] {
    const views: Uint8Array[] = [];
    for (let i = this.#pieceAt(start); i < this.#pieces.length && this.#starts[i]! < end; i++) {
      const offset = this.#starts[i]!;
      const view = this.#pieces[i]!.subarray(Math.max(0, start - offset), end - offset);
      if (view.length > 0) views.push(view);
    }
    return views;
  }

  /** The bytes `[start, end)` in one piece: a view where they lie in one, else a copy. */
  slice(start: number, end: number): Uint8Array {
    const views = this.views(start, end);
    if (views.length === 1) return views[0]!;
    const joined = new Uint8Array(end - start);
    let position = 0;
    for (const view of views) {
      joined.set(view, position);
      position += view.length;
    }
    return joined;
  }

  /** The piece that holds the byte at `offset`, found by bisection. */
  #pieceAt(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
