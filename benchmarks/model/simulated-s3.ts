import { Readable } from 'node:stream';

import { NO_TRANSFER, type Transfer } from '../../packages/aws/src/index.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import { SimulatedLine } from './simulated-clock.ts';
import type { SparseExport } from './sparse-export.ts';

/** Assumptions about AWS. */
export interface Assumptions {
  /** Time from a request to the first byte of its answer. */
  readonly requestSeconds: number;
  /** Bandwidth of the function, down and up at the same time. */
  readonly bytesPerSecondEachWay: number;
  /** Fixed time of a copied part. */
  readonly copySeconds: number;
  /** Speed of a copied part, however many S3 copies at once. */
  readonly copiedBytesPerSecond: number;
}

/** A complete batch. */
export interface StoredBatch {
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Batches by key. They outlive a killed job. */
export type Stored = Map<string, StoredBatch>;

interface Input {
  readonly Key?: string;
  readonly Range?: string;
  readonly CopySourceRange?: string;
  readonly Body?: Uint8Array;
  readonly UploadId?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

type Answer = Readonly<Record<string, unknown>>;

const etag = '"export"';

/** An S3 client in simulated time. It holds one archive, and only the sizes of batches. */
export class SimulatedS3 {
  readonly #clock: SimulatedClock;
  readonly #archive: SparseExport;
  readonly #assumptions: Assumptions;
  readonly #down: SimulatedLine;
  readonly #up: SimulatedLine;
  readonly #stored: Stored;
  readonly #uploads = new Map<string, { size: number; readonly metadata: StoredBatch['metadata'] }>();
  readonly #transfer: { -readonly [Count in keyof Transfer]: number } = { ...NO_TRANSFER };

  constructor(
    clock: SimulatedClock,
    {
      archive,
      stored,
      assumptions,
    }: { readonly archive: SparseExport; readonly stored: Stored; readonly assumptions: Assumptions },
  ) {
    this.#stored = stored;
    this.#clock = clock;
    this.#archive = archive;
    this.#assumptions = assumptions;
    this.#down = new SimulatedLine(clock, assumptions.bytesPerSecondEachWay);
    this.#up = new SimulatedLine(clock, assumptions.bytesPerSecondEachWay);
  }

  get transfer(): Transfer {
    return this.#transfer;
  }

  async send({
    constructor: { name },
    input,
  }: {
    readonly constructor: { readonly name: string };
    readonly input: Input;
  }): Promise<Answer> {
    const bytesUp = input.Body?.length ?? 0;
    this.#transfer.bytesUp += bytesUp;
    await this.#up.carry(bytesUp);
    await this.#wait(this.#assumptions.requestSeconds);
    switch (name) {
      case 'GetObjectCommand':
        return this.#get(input);
      case 'UploadPartCopyCommand':
        return this.#copy(input);
      case 'UploadPartCommand':
        this.#transfer.putRequests += 1;
        this.#uploads.get(input.UploadId!)!.size += bytesUp;
        return { ETag: '"part"' };
      case 'PutObjectCommand':
        this.#transfer.putRequests += 1;
        this.#stored.set(input.Key!, { size: bytesUp, metadata: input.Metadata! });
        return { ETag: '"batch"' };
      case 'HeadObjectCommand':
        this.#transfer.otherRequests += 1;
        return this.#head(input);
      case 'CreateMultipartUploadCommand':
        this.#transfer.otherRequests += 1;
        this.#uploads.set(input.Key!, { size: 0, metadata: input.Metadata! });
        return { UploadId: input.Key! };
      case 'CompleteMultipartUploadCommand':
        this.#transfer.otherRequests += 1;
        this.#stored.set(input.Key!, this.#uploads.get(input.UploadId!)!);
        return {};
      case 'ListMultipartUploadsCommand':
        this.#transfer.otherRequests += 1;
        return {};
      default:
        throw new Error(`the simulated S3 does not support ${name}`);
    }
  }

  async #get({ Range = '' }: Input): Promise<Answer> {
    const { start, end } = parseRange(Range);
    this.#transfer.getRequests += 1;
    this.#transfer.bytesDown += end - start;
    await this.#down.carry(end - start);
    return {
      Body: Readable.from(this.#archive.read(start, end)),
      ContentRange: `bytes ${start}-${end - 1}/${this.#archive.size}`,
    };
  }

  async #copy({ CopySourceRange = '', UploadId = '' }: Input): Promise<Answer> {
    const { start, end } = parseRange(CopySourceRange);
    const { copySeconds, copiedBytesPerSecond } = this.#assumptions;
    this.#transfer.copyRequests += 1;
    this.#transfer.bytesCopied += end - start;
    await this.#wait(copySeconds + (end - start) / copiedBytesPerSecond);
    this.#uploads.get(UploadId)!.size += end - start;
    return { CopyPartResult: { ETag: '"part"' } };
  }

  #head({ Key }: Input): Answer {
    if (Key === archiveKey) return { ETag: etag, ContentLength: this.#archive.size };
    const batch = this.#stored.get(Key!);
    if (batch !== undefined)
      return { ContentLength: batch.size, Metadata: batch.metadata, LastModified: new Date() };
    throw Object.assign(new Error('NotFound'), { $metadata: { httpStatusCode: 404 } });
  }

  #wait(seconds: number): Promise<void> {
    return this.#clock.until(this.#clock.seconds + seconds);
  }
}

export const archiveKey = 'export/export.zip';

function parseRange(range: string): { start: number; end: number } {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  return { start: Number(first), end: Number(last) + 1 };
}
