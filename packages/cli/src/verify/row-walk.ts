import type { Plan } from '@biospex/batch-core';
import type { Problems } from './problems.ts';

const LINE_FEED = 0x0a;
/** Enough to tell rows apart by, which begin with the subject's id. */
const BEGINNING_BYTES = 64;

/** What a walk has not met. */
export interface MissedRows {
  /** Rows (from 0) that should be in a batch, ascending. */
  readonly lost: readonly number[];
  /** Whether they come after all rows that were met. */
  readonly areLast: boolean;
  /** Number of rows that are in no batch because the archive lacks their image. */
  readonly skippedCount: number;
}

/**
 * RowWalk follows the rows of the source's manifest through the manifests of the batches: each row must come next,
 * byte for byte, unless the archive lacks its image.
 */
export class RowWalk {
  readonly #manifest: Plan['contents']['manifest'];
  readonly #bytes: NonNullable<Plan['contents']['manifest']['bytes']>;
  readonly #hasImage: Uint8Array;
  readonly #isSeen: Uint8Array;
  /** Rows lost with a batch that is known to be lost. */
  readonly #isPassedOver: Uint8Array;
  #next = 0;
  #mayPassOver = false;
  #foundCount = 0;
  #foreignCount = 0;
  #byBeginning: Map<string, number[]> | undefined;

  /** `plan` must not be a dry run. */
  constructor({ contents }: Plan) {
    if (contents.manifest.bytes === undefined) throw new TypeError('a dry run cannot be verified');
    this.#bytes = contents.manifest.bytes;
    this.#manifest = contents.manifest;
    this.#hasImage = new Uint8Array(contents.manifest.rowCount);
    this.#isSeen = new Uint8Array(contents.manifest.rowCount);
    this.#isPassedOver = new Uint8Array(contents.manifest.rowCount);
    for (const row of contents.keptRows) this.#hasImage[row] = 1;
  }

  /** Whether nothing that was followed comes from the archive. */
  get isForeign(): boolean {
    return this.#foreignCount > 0 && this.#foundCount === 0;
  }

  /** Says that a batch is known to be lost: its rows are no problem of their own. */
  passOver(): void {
    this.#mayPassOver = true;
  }

  /** Follows a batch's manifest and gives the number of its rows. */
  follow(file: string, manifest: Buffer, problems: Problems): number {
    const { header } = this.#manifest;
    let position = header.end - header.start;
    const hasHeader = manifest.subarray(0, position).equals(this.#bytes.slice(header.start, header.end));
    if (!hasHeader) {
      problems.add(`${file}: the header of the manifest differs from the archive's`);
      this.#foreignCount++;
      position = this.#findNextRow(manifest, 0);
    }
    let count = 0;
    while (position < manifest.length) {
      const row = this.#find(manifest, position);
      if (row === undefined) {
        problems.add(`${file}: row ${count + 1} is no row of the archive's manifest`);
        this.#foreignCount++;
        position = this.#findNextRow(manifest, position);
        // It most likely stands in the place of the row that should come.
        this.#next = this.#nextWithImage() + 1;
      } else {
        this.#passOverUpTo(row);
        this.#check(file, count + 1, row, problems);
        position += this.#rowBytes(row).length;
        this.#next = row + 1;
        this.#foundCount++;
      }
      count++;
    }
    if (count === 0 && hasHeader) problems.add(`${file}: the manifest has no rows`);
    return count;
  }

  /** Gives the rows that should be in a batch and are in none. */
  finish(): MissedRows {
    this.#passOverUpTo(this.#manifest.rowCount);
    const left = this.#rowsWhere((row) => this.#isSeen[row] === 0);
    const lost = left.filter((row) => this.#hasImage[row] === 1 && this.#isPassedOver[row] === 0);
    return {
      lost,
      areLast: lost[0] !== undefined && lost[0] >= this.#next,
      skippedCount: left.filter((row) => this.#hasImage[row] === 0).length,
    };
  }

  #passOverUpTo(row: number): void {
    if (!this.#mayPassOver) return;
    this.#mayPassOver = false;
    if (row <= this.#next) return;
    this.#isPassedOver.fill(1, this.#next, row);
    this.#next = row;
  }

  #check(file: string, number: number, row: number, problems: Problems): void {
    if (this.#isSeen[row] === 1)
      problems.add(`${file}: row ${number} is row ${row + 1} of the archive's manifest, once more`);
    else if (row !== this.#nextWithImage() && row !== this.#next) {
      const expected = this.#nextWithImage() + 1;
      const wanted =
        expected > this.#manifest.rowCount ? 'there should be no more' : `row ${expected} should come`;
      problems.add(`${file}: row ${number} is row ${row + 1} of the archive's manifest, but ${wanted}`);
    }
    this.#isSeen[row] = 1;
  }

  /** The row that starts at `position`: the next one, or one after it, or any other. */
  #find(manifest: Buffer, position: number): number | undefined {
    for (const row of [this.#next, this.#nextWithImage()])
      if (this.#startsWith(manifest, position, row)) return row;
    const rows = this.#rowsByBeginning().get(beginning(manifest, position)) ?? [];
    const isHere = (row: number): boolean => this.#startsWith(manifest, position, row);
    return rows.find((row) => row > this.#next && isHere(row)) ?? rows.find(isHere);
  }

  /** Rows by their first bytes: looked up only once a row is not the one that comes next. */
  #rowsByBeginning(): Map<string, number[]> {
    if (this.#byBeginning !== undefined) return this.#byBeginning;
    this.#byBeginning = new Map();
    for (let row = 0; row < this.#manifest.rowCount; row++) {
      const key = beginning(Buffer.from(this.#rowBytes(row)), 0);
      const rows = this.#byBeginning.get(key);
      if (rows === undefined) this.#byBeginning.set(key, [row]);
      else rows.push(row);
    }
    return this.#byBeginning;
  }

  /** The next line that begins with a row of the archive's manifest, or the end. */
  #findNextRow(manifest: Buffer, position: number): number {
    let lineEnd = position;
    while ((lineEnd = manifest.indexOf(LINE_FEED, lineEnd)) !== -1) {
      lineEnd++;
      if (this.#find(manifest, lineEnd) !== undefined) return lineEnd;
    }
    return manifest.length;
  }

  #startsWith(manifest: Buffer, position: number, row: number): boolean {
    const bytes = this.#rowBytes(row);
    return bytes.length > 0 && manifest.subarray(position, position + bytes.length).equals(bytes);
  }

  #nextWithImage(): number {
    let row = this.#next;
    while (row < this.#manifest.rowCount && this.#hasImage[row] === 0) row++;
    return row;
  }

  #rowsWhere(predicate: (row: number) => boolean): number[] {
    return [...Array(this.#manifest.rowCount).keys()].filter(predicate);
  }

  #rowBytes(row: number): Uint8Array {
    const { rowStarts, rowEnds } = this.#manifest;
    return this.#bytes.slice(rowStarts[row] ?? 0, rowEnds[row] ?? 0);
  }
}

/** What a row begins with, up to the end of its first line. */
function beginning(bytes: Buffer, position: number): string {
  return bytes.toString('latin1', position, position + BEGINNING_BYTES).split('\n', 1)[0]!;
}
