/** CellBounds says where the cells of one row lie, by byte positions. It is used again for every row. */
export class CellBounds {
  count = 0;
  /** Start and end of the content of each cell, and 1 if it is quoted. */
  readonly #numbers: number[] = [];

  clear(): void {
    this.count = 0;
  }

  /** Adds a cell with its content, without the quotes around it. */
  add(start: number, end: number, isQuoted: boolean): void {
    const position = 3 * this.count++;
    this.#numbers[position] = start;
    this.#numbers[position + 1] = end;
    this.#numbers[position + 2] = isQuoted ? 1 : 0;
  }

  start(cell: number): number {
    return this.#numbers[3 * cell]!;
  }

  end(cell: number): number {
    return this.#numbers[3 * cell + 1]!;
  }

  isQuoted(cell: number): boolean {
    return this.#numbers[3 * cell + 2] === 1;
  }

  /** Whether no cell has any content. */
  areEmpty(): boolean {
    for (let cell = 0; cell < this.count; cell++) if (this.start(cell) !== this.end(cell)) return false;
    return true;
  }
}
