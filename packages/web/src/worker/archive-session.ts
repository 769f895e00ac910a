import {
  BlobSource,
  composeBlob,
  layOutBatch,
  locateEntry,
  planArchive,
  readBatchRows,
  reportAsCsv,
  resizeBatches,
  safeStem,
  stemOfArchive,
  type BatchRow,
  type Plan,
} from '@biospex/batch-core';
import { Failure } from '../failure.ts';
import { inflateBlob } from './inflate-blob.ts';
import type { Batches, Overview, Reading } from './protocol.ts';

/** Places of a finding that the page shows; the CSV has all. */
const SHOWN_PLACES = 20;
/** More places are not kept of any finding, so that a hostile manifest cannot fill the memory. */
const MAX_PLACES = 200_000;
/** What is larger is not unpacked to be looked at. */
const MAX_PICTURE_BYTES = 64 * 1024 * 1024;
/** The part of the whole that reading the table of contents takes; the rest is the manifest. */
const INDEX_PART = 0.2;

export interface OpenOptions extends Reading {
  readonly batchSize: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: number) => void;
}

/** ArchiveSession is an archive that is looked at: its plan stays in the worker, answers are small. */
export class ArchiveSession {
  readonly #file: File;
  readonly #source: BlobSource;
  #plan: Plan;

  private constructor(file: File, source: BlobSource, plan: Plan) {
    this.#file = file;
    this.#source = source;
    this.#plan = plan;
  }

  /** @throws what `planArchive` throws; Failure READ_FAILED; `signal.reason` once aborted */
  static async open(
    file: File,
    { batchSize, missingImages, manifest, mend, signal, onProgress = () => undefined }: OpenOptions,
  ): Promise<ArchiveSession> {
    const source = new BlobSource(file);
    const plan = await planArchive(source, {
      stem: safeStem(stemOfArchive(file.name)),
      batchSize,
      missingImages,
      manifest: manifest && {
        name: manifest.name,
        bytes: new Uint8Array(await readBlob(manifest, `the manifest ${manifest.name}`)),
      },
      mend,
      maxPlaces: MAX_PLACES,
      signal,
      progress: {
        report: (phase, done, total) => {
          const part = total === 0 ? 1 : done / total;
          onProgress(phase === 'index' ? part * INDEX_PART : INDEX_PART + part * (1 - INDEX_PART));
        },
      },
    });
    // Cancelled during the last read: another archive may be open by now.
    signal?.throwIfAborted();
    return new ArchiveSession(file, source, plan);
  }

  overview(): Overview {
    const { rows, images, columns, imageColumn, findings } = this.#plan;
    return {
      rows,
      images,
      columns,
      imageColumn,
      findings: findings.map(({ columns: named, places, ...finding }) => ({
        ...finding,
        ...(named && { columns: named.slice(0, SHOWN_PLACES) }),
        ...(places && { places: places.slice(0, SHOWN_PLACES) }),
      })),
      batches: this.batches(),
    };
  }

  batches(): Batches {
    const { batches, bytes, batchSize } = this.#plan;
    return { batchSize, bytes, list: batches };
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
   * there is nothing left to copy. `batchSize` is the one that whoever asks knows.
   *
   * @throws what `layOutBatch` throws; Failure READ_FAILED
   */
  async batch(number: number, batchSize: number): Promise<Blob> {
    const plan = this.#plan.batchSize === batchSize ? this.#plan : resizeBatches(this.#plan, batchSize);
    const layout = await layOutBatch(plan, number, this.#source);
    await this.checkReadable();
    return composeBlob(this.#file, layout);
  }

  /** @throws Failure READ_FAILED where the archive was moved, changed or removed since it was opened */
  async checkReadable(): Promise<void> {
    await readBlob(this.#file.slice(0, 1), 'the archive');
  }

  /** An image's bytes; undefined where there are too many to look at. */
  async image(entry: number): Promise<Blob | undefined> {
    const { start, end, isDeflated } = await locateEntry(this.#plan, this.#source, entry);
    const packed = this.#file.slice(start, end);
    if (packed.size > MAX_PICTURE_BYTES) return undefined;
    return isDeflated ? inflateBlob(packed, MAX_PICTURE_BYTES) : packed;
  }

  /** The pre-flight report with every row it concerns. */
  report(): Blob {
    return new Blob([reportAsCsv(this.#plan.findings)], { type: 'text/csv;charset=utf-8' });
  }
}

async function readBlob(blob: Blob, name: string): Promise<ArrayBuffer> {
  try {
    return await blob.arrayBuffer();
  } catch (cause) {
    throw new Failure('READ_FAILED', `${name} cannot be read: ${String(cause)}`);
  }
}
