import {
  BlobSource,
  checkImages,
  columnsOf,
  composeBlob,
  layOutBatch,
  locateImage,
  planArchive,
  readBatchRows,
  resizeBatches,
  safeStem,
  stemOfArchive,
  type BatchRow,
  type MissingImages,
  type Phase,
  type Plan,
} from '@biospex/batch-core';
import { Failure } from '../failure.ts';
import { inflateBlob } from './inflate-blob.ts';
import type { Batches, Overview } from './protocol.ts';
import { reportAsCsv } from './report-csv.ts';

/** Places of a finding that the page shows; the CSV has all. */
const SHOWN_PLACES = 20;
/** More places are not kept of any finding, so that a hostile manifest cannot fill the memory. */
const MAX_PLACES = 200_000;
/** What is larger is not unpacked to be looked at. */
const MAX_PICTURE_BYTES = 64 * 1024 * 1024;
/** Rows whose images are checked in one go: what a download has to wait for at most. */
const CHECK_ROWS = 512;

/** Which part of the whole each phase is: a ZIP is not unpacked, and planning composes nothing. */
const PHASES: Readonly<Record<Phase, readonly [start: number, end: number]>> = {
  unpack: [0, 0],
  index: [0, 0.2],
  manifest: [0.2, 0.9],
  check: [0.9, 1],
  compose: [1, 1],
};

export interface OpenOptions {
  readonly batchSize: number;
  readonly missingImages: MissingImages;
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: number) => void;
}

/**
 * ArchiveSession is an archive that is looked at: its plan stays in the worker, answers are small.
 *
 * A browser takes a good part of a millisecond for each read of a file, and every image's local header is one. So the
 * archive is opened without them; `checkAll` goes through them afterwards, and a batch that is wanted before has its own
 * checked first. What is saved is what `biospex-batch` would write, or refused as it would.
 */
export class ArchiveSession {
  readonly #file: File;
  readonly #source: BlobSource;
  readonly #isChecked: Uint8Array;
  #plan: Plan;
  #checking: Promise<void> = Promise.resolve();

  private constructor(file: File, source: BlobSource, plan: Plan) {
    this.#file = file;
    this.#source = source;
    this.#plan = plan;
    this.#isChecked = new Uint8Array(plan.rows);
  }

  /** @throws what `planArchive` throws; `signal.reason` once aborted */
  static async open(
    file: File,
    { batchSize, missingImages, signal, onProgress = () => undefined }: OpenOptions,
  ): Promise<ArchiveSession> {
    const source = new BlobSource(file);
    const plan = await planArchive(source, {
      stem: safeStem(stemOfArchive(file.name)),
      batchSize,
      missingImages,
      maxPlaces: MAX_PLACES,
      localHeaders: 'sampled',
      signal,
      progress: {
        report: (phase, done, total) => {
          const [start, end] = PHASES[phase];
          onProgress(start + (end - start) * (total === 0 ? 1 : done / total));
        },
      },
    });
    // Cancelled during the last read: another archive may be open by now.
    signal?.throwIfAborted();
    return new ArchiveSession(file, source, plan);
  }

  overview(): Overview {
    const { rows, images, findings } = this.#plan;
    return {
      name: this.#file.name,
      bytes: this.#file.size,
      rows,
      images,
      columns: columnsOf(this.#plan),
      findings: findings.map((finding) => ({
        ...finding,
        ...(finding.rows && { rows: finding.rows.slice(0, SHOWN_PLACES) }),
        ...(finding.columns && { columns: finding.columns.slice(0, SHOWN_PLACES) }),
        ...(finding.names && { names: finding.names.slice(0, SHOWN_PLACES) }),
      })),
      batches: this.batches(),
    };
  }

  batches(): Batches {
    const { batches, bytes, contents } = this.#plan;
    return { batchSize: contents.batchSize, bytes, list: batches };
  }

  resize(batchSize: number): Batches {
    this.#plan = resizeBatches(this.#plan, batchSize);
    return this.batches();
  }

  rows(batch: number, from: number, to: number): BatchRow[] {
    return readBatchRows(this.#plan, batch, from, to);
  }

  /**
   * The batch as slices of the archive, copied only when it is saved: a browser's downloads would not tell the page that
   * there is nothing left to copy.
   *
   * @throws what `checkImages` throws; Failure READ_FAILED
   */
  async batch(number: number, batchSize: number, signal?: AbortSignal): Promise<Blob> {
    await this.#check((number - 1) * batchSize, number * batchSize, signal);
    await this.checkReadable();
    return composeBlob(this.#file, layOutBatch(this.#sized(batchSize), number));
  }

  /**
   * Checks every image that has not been checked yet; the batches may then be of another size.
   *
   * @throws what `checkImages` throws
   */
  async checkAll(signal: AbortSignal, onProgress: (part: number) => void): Promise<Batches> {
    const { rows } = this.#plan;
    for (let from = 0; from < rows; from += CHECK_ROWS) {
      await this.#check(from, from + CHECK_ROWS, signal);
      onProgress(Math.min(1, (from + CHECK_ROWS) / rows));
    }
    return this.batches();
  }

  /** @throws Failure READ_FAILED where the archive was moved, changed or removed since it was opened */
  async checkReadable(): Promise<void> {
    try {
      await this.#file.slice(0, 1).arrayBuffer();
    } catch (cause) {
      const message = `the archive cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw new Failure({ code: 'READ_FAILED', message, details: {} });
    }
  }

  /** An image's bytes; undefined where there are too many to look at. */
  async image(entry: number): Promise<Blob | undefined> {
    const { start, end, isDeflated } = await locateImage(this.#plan, this.#source, entry);
    const packed = this.#file.slice(start, end);
    if (packed.size > MAX_PICTURE_BYTES) return undefined;
    return isDeflated ? inflateBlob(packed, MAX_PICTURE_BYTES) : packed;
  }

  /** The pre-flight report with every row it concerns. */
  report(): Blob {
    return new Blob([reportAsCsv(this.#plan.findings)], { type: 'text/csv;charset=utf-8' });
  }

  /** The plan as it is now, with the batch size of whoever began to save. */
  #sized(batchSize: number): Plan {
    return this.#plan.contents.batchSize === batchSize ? this.#plan : resizeBatches(this.#plan, batchSize);
  }

  /** One check after another: each adds to the plan what it found. */
  #check(first: number, end: number, signal?: AbortSignal): Promise<void> {
    const check = this.#checking.then(async () => {
      signal?.throwIfAborted();
      const from = this.#isChecked.indexOf(0, first);
      const to = Math.min(end, this.#isChecked.length);
      if (from === -1 || from >= to) return;
      const before = this.#plan;
      const checked = await checkImages(before, this.#source, { from, to, signal });
      // The batch size may have changed meanwhile.
      if (checked !== before) this.#plan = resizeBatches(checked, this.#plan.contents.batchSize);
      this.#isChecked.fill(1, from, to);
    });
    this.#checking = check.catch(() => undefined);
    return check;
  }
}
