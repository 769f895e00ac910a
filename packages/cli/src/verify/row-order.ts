import type { ArchiveRows } from './original.ts';
import type { Problems } from './problems.ts';

/**
 * RowOrder follows the rows of the archive's manifest through the batches. Each row must come next, unless the archive lacks
 * its image. For each batch it reports the first difference.
 */
export class RowOrder {
  /** Whether batches had rows, but none of the archive's. */
  isForeign: boolean | undefined;
  readonly #rows: ArchiveRows;
  readonly #problems: Problems;
  /** For each row of the archive 1 if it was found, or if a reported problem explains why not. */
  readonly #isSeen: Uint8Array;
  #next = 0;
  #mayPassOver = false;
  #rowsByDigest: Map<number, number> | undefined;

  constructor(rows: ArchiveRows, problems: Problems) {
    this.#rows = rows;
    this.#problems = problems;
    this.#isSeen = new Uint8Array(rows.digests.length);
  }

  /** Allows rows to be missing up to those of the next batch: a reported problem explains that. */
  passOver(): void {
    this.#mayPassOver = true;
  }

  /** Follows the rows of a batch, given by their digests. */
  follow(file: string, digests: readonly number[]): void {
    if (this.#mayPassOver) this.#passOverTo(digests[0]);
    for (const [i, digest] of digests.entries()) {
      const expected = this.#nextWithImage();
      if (this.#rows.digests[expected] !== digest) {
        // A batch has no blank lines.
        const sentence = `${file}: row ${i + 1} (line ${i + 2}) ${this.#describe(digest, expected)}`;
        this.#problems.add(sentence);
        if (digests.some((other) => this.#find(other) !== undefined)) this.isForeign = false;
        this.isForeign ??= true;
        // The rest of the batch is not compared.
        this.#mayPassOver = true;
        return;
      }
      this.#isSeen[expected] = 1;
      this.#next = expected + 1;
      this.isForeign = false;
    }
  }

  /** Finds the lost rows, which should be in a batch, and counts the skipped ones, whose image is not in the archive. */
  finish() {
    if (this.#mayPassOver) this.#isSeen.fill(1, this.#next);
    const lost = (row: number): boolean => this.#isSeen[row] === 0 && this.#rows.hasImage[row] === 1;
    const firstLost = this.#isSeen.findIndex((_, row) => lost(row));
    const lostCount = this.#isSeen.reduce((count, _, row) => count + Number(lost(row)), 0);
    const skippedCount = this.#rows.hasImage.reduce((count, hasImage) => count + 1 - hasImage, 0);
    return { lostCount, firstLost, areLastLost: firstLost >= this.#next, skippedCount };
  }

  /** Continues at the row that a batch begins with, if it is still to come. */
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
    if (this.#isSeen[row] === 1) return `${found} again`;
    return `${found}; expected ${expected < this.#isSeen.length ? `row ${expected + 1}` : 'no more rows'}`;
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
