import type { ArchiveRows } from './original.ts';
import type { Problems } from './problems.ts';

/** What no batch holds. */
export interface MissedRows {
  /** Rows (from 0) that should be in a batch, ascending. */
  readonly lost: readonly number[];
  /** Whether they come after all rows that were found. */
  readonly areLast: boolean;
  /** Number of rows that are in no batch because the archive lacks their image. */
  readonly skippedCount: number;
}

/**
 * RowOrder follows the rows of the archive's manifest through the batches: each must come next, unless the archive lacks
 * its image. Of each batch it reports the first difference.
 */
export class RowOrder {
  readonly #rows: ArchiveRows;
  readonly #problems: Problems;
  readonly #isSeen: Uint8Array;
  #next = 0;
  /** Rows up to the next batch are missing for a reason that is reported already. */
  #mayPassOver = false;
  #isForeign = false;
  #hasFound = false;
  #rowsByDigest: Map<number, number> | undefined;

  constructor(rows: ArchiveRows, problems: Problems) {
    this.#rows = rows;
    this.#problems = problems;
    this.#isSeen = new Uint8Array(rows.digests.length);
  }

  /** Whether nothing in the batches comes from the archive. */
  get isForeign(): boolean {
    return this.#isForeign && !this.#hasFound;
  }

  /** Says that a batch is known to be missing: its rows are not another problem. */
  passOver(): void {
    this.#mayPassOver = true;
  }

  /** Follows the rows of a batch, given by their digests. */
  follow(file: string, digests: readonly number[]): void {
    if (this.#mayPassOver) this.#passOverTo(digests[0]);
    for (const [i, digest] of digests.entries()) {
      const expected = this.#nextWithImage();
      if (this.#rows.digests[expected] !== digest) {
        this.#problems.add(`${file}: row ${i + 1} ${this.#describe(digest, expected)}`);
        this.#isForeign = true;
        this.#hasFound ||= digests.some((other) => this.#find(other) !== undefined);
        // Nobody knows which rows the rest of the batch stands for.
        this.#mayPassOver = true;
        return;
      }
      this.#isSeen[expected] = 1;
      this.#next = expected + 1;
      this.#hasFound = true;
    }
  }

  /** Gives the rows that should be in a batch and are in none. */
  finish(): MissedRows {
    if (this.#mayPassOver) this.#isSeen.fill(1, this.#next);
    const lost: number[] = [];
    let skippedCount = 0;
    this.#isSeen.forEach((isSeen, row) => {
      if (this.#rows.hasImage[row] === 0) skippedCount++;
      else if (isSeen === 0) lost.push(row);
    });
    return { lost, areLast: lost[0] !== undefined && lost[0] >= this.#next, skippedCount };
  }

  /** Goes on at the row that a batch begins with, if it is still to come. */
  #passOverTo(digest: number | undefined): void {
    const row = digest === undefined ? -1 : this.#rows.digests.indexOf(digest, this.#next);
    if (row === -1) return;
    this.#isSeen.fill(1, this.#next, row);
    this.#next = row;
    this.#mayPassOver = false;
  }

  #describe(digest: number, expected: number): string {
    const row = this.#find(digest);
    if (row === undefined) return "is not in the archive's manifest";
    const found = `is row ${row + 1} of the archive's manifest`;
    if (this.#isSeen[row] === 1) return `${found}, once more`;
    const hasMore = expected < this.#isSeen.length;
    return `${found}, but ${hasMore ? `row ${expected + 1} should come` : 'there should be no more'}`;
  }

  /** The row of the archive with a digest. */
  #find(digest: number): number | undefined {
    this.#rowsByDigest ??= new Map(Array.from(this.#rows.digests, (each, row) => [each, row]));
    return this.#rowsByDigest.get(digest);
  }

  #nextWithImage(): number {
    let row = this.#next;
    while (this.#rows.hasImage[row] === 0) row++;
    return row;
  }
}
