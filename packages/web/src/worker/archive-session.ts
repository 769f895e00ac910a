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

/** Places of a finding that the page gets; the CSV has all. */
const SHOWN_PLACES = 20;
/** Places kept for a finding, so that a hostile manifest cannot fill the memory. */
const MAX_PLACES = 200_000;
/** Larger images have no preview. */
const MAX_PICTURE_BYTES = 64 * 1024 * 1024;
/** Share of the progress bar for the central directory; the manifest has the rest. */
const INDEX_PART = 0.2;

export interface OpenOptions extends Reading {
  readonly batchSize: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: number) => void;
}

/** ArchiveSession is the open archive. Its plan stays in the worker; the page gets small answers. */
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
    // After a cancel during the last read, another archive may already be open.
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
   * The batch as slices of the archive; the browser copies them when it saves. It would not report a missing archive
   * then, so that is checked here. The caller passes the batch size that it shows, since the plan's may be newer.
   *
   * @throws what `layOutBatch` throws; Failure READ_FAILED
   */
  async batch(number: number, batchSize: number): Promise<Blob> {
    const plan = this.#plan.batchSize === batchSize ? this.#plan : resizeBatches(this.#plan, batchSize);
    const layout = await layOutBatch(plan, number, this.#source);
    await this.checkReadable();
    return composeBlob(this.#file, layout);
  }

  /** @throws Failure READ_FAILED if the archive was moved, changed or removed since it was opened */
  async checkReadable(): Promise<void> {
    await readBlob(this.#file.slice(0, 1), 'the archive');
  }

  /** The image of an entry, undefined if it is too large to preview. */
  async image(entry: number): Promise<Blob | undefined> {
    const { start, end, isDeflated } = await locateEntry(this.#plan, this.#source, entry);
    const packed = this.#file.slice(start, end);
    if (packed.size > MAX_PICTURE_BYTES) return undefined;
    return isDeflated ? inflateBlob(packed, MAX_PICTURE_BYTES) : packed;
  }

  /** The pre-flight report as CSV, with every row. */
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
