import type { Plan } from '@biospex/batch-core';
import type { Problems } from './problems.ts';

/**
 * RowWalk follows the rows of the source's manifest through the manifests of the batches: each row must come next,
 * byte for byte, unless the archive lacks its image.
 */
export class RowWalk {
  /** Rows passed over because the archive lacks their image. */
  skippedRows = 0;
  readonly #manifest: Plan['contents']['manifest'];
  readonly #hasImage: Uint8Array;
  #next = 0;

  constructor({ contents }: Plan) {
    this.#manifest = contents.manifest;
    this.#hasImage = new Uint8Array(contents.manifest.rowCount);
    for (const row of contents.keptRows) this.#hasImage[row] = 1;
  }

  /** Reads a batch's manifest and gives the rows (from 0) that are in it. */
  follow(file: string, manifest: Buffer, problems: Problems): number[] {
    const { header, bytes } = this.#manifest;
    const rows: number[] = [];
    let position = header.end - header.start;
    if (!manifest.subarray(0, position).equals(bytes.subarray(header.start, header.end))) {
      problems.add(`${file}: the header of the manifest differs from the archive's`);
      return rows;
    }
    while (position < manifest.length) {
      this.#passOverSkippedRows(manifest.subarray(position));
      const row = this.#rowBytes(this.#next);
      if (row.length === 0 || !manifest.subarray(position, position + row.length).equals(row)) {
        problems.add(`${file}: row ${rows.length + 1} is not row ${this.#next + 1} of the archive's manifest, which comes next`);
        return rows;
      }
      rows.push(this.#next++);
      position += row.length;
    }
    if (rows.length === 0) problems.add(`${file}: the manifest has no rows`);
    return rows;
  }

  /** Says what has been in no batch. */
  finish(problems: Problems): void {
    const { rowCount } = this.#manifest;
    const firstLeft = this.#next;
    let left = 0;
    for (; this.#next < rowCount; this.#next++) {
      if (this.#hasImage[this.#next] === 1) left++;
      else this.skippedRows++;
    }
    if (left > 0) problems.add(`${left} rows of the archive's manifest are in no batch, the first of them from row ${firstLeft + 1} on`);
  }

  #passOverSkippedRows(rest: Buffer): void {
    while (this.#next < this.#manifest.rowCount && this.#hasImage[this.#next] === 0) {
      const row = this.#rowBytes(this.#next);
      if (rest.subarray(0, row.length).equals(row)) return;
      this.skippedRows++;
      this.#next++;
    }
  }

  #rowBytes(row: number): Uint8Array {
    const { bytes, rowStarts, rowEnds } = this.#manifest;
    return bytes.subarray(rowStarts[row] ?? 0, rowEnds[row] ?? 0);
  }
}
