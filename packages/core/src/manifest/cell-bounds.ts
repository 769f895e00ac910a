/** CellBounds holds the byte positions of the cells of one row. It is reused for every row. */
export class CellBounds {
  count = 0;
  /** Three numbers per cell: start and end of its content, and 1 if it is quoted. */
  readonly #numbers: number[] = [];

  clear(): void {
    this.count = 0;
  }

  /** Adds a cell by its content, without surrounding quotes. */
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

  areEmpty(): boolean {
    for (let cell = 0; cell < this.count; cell++) if (this.start(cell) !== this.end(cell)) return false;
    return true;
  }
}
