import type { S3Client } from '@aws-sdk/client-s3';
import type { BatchStore, ComposeRequest, StagedBatch } from '@biospex/batch-core';
import pLimit from 'p-limit';
import type { S3Source } from '../source/s3-source.ts';
import { batchObject, isFinished } from './batch-object.ts';
import { ByteBudget } from './byte-budget.ts';
import { composeInS3, type SharedLimits } from './compose-in-s3.ts';
import { layoutDigest } from './layout-digest.ts';
import { uploadFromSource } from './upload-from-source.ts';

export interface S3StoreOptions {
  readonly bucket: string;
  /** What goes in front of every key, such as `batch/`, taken as it is. */
  readonly prefix: string;
  /**
   * The archive that all batches are made of, where it is in S3: then S3 copies its long ranges. Without it, every byte
   * is read from the source that `compose` is given, and uploaded.
   */
  readonly archive?: S3Source | undefined;
  /** Tags of every batch, for a lifecycle rule that expires them. @default { biospex: 'batch' } */
  readonly tags?: Readonly<Record<string, string>>;
  /** Requests in flight, over all batches that are composed at the same time. @default 48 */
  readonly requestConcurrency?: number;
  /** Called with each batch that is there whole, by its key without the prefix. */
  readonly onFinished?: (key: string, batch: FinishedBatch) => void;
}

export interface FinishedBatch {
  readonly bytes: number;
  readonly milliseconds: number;
  /** It was there already. */
  readonly isReused: boolean;
}

const DEFAULT_REQUEST_CONCURRENCY = 48;
const DEFAULT_TAGS = { biospex: 'batch' };
/** Packs in memory, over all batches: enough to read for some while others are uploaded. */
const PACK_MEMORY_BYTES = 32 * 1024 * 1024;

/** A batch in S3 appears whole and in one step; one that is there is kept, so that a retry finds it. */
const KEPT: StagedBatch = { publish: () => Promise.resolve(), discard: () => Promise.resolve() };

/**
 * S3Store composes batches as objects of a bucket. A batch is visible, whole, as soon as `compose` resolves: `publish` has
 * nothing to do, and `discard` keeps the batch. It carries a digest of its layout as metadata, by which a retry
 * finds it finished and does not compose it again.
 */
export class S3Store implements BatchStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #archive: S3Source | undefined;
  readonly #tags: Readonly<Record<string, string>>;
  readonly #limits: SharedLimits;
  readonly #onFinished: NonNullable<S3StoreOptions['onFinished']>;
  readonly #reused = new Set<string>();

  constructor(client: S3Client, options: S3StoreOptions) {
    this.#client = client;
    this.#bucket = options.bucket;
    this.#prefix = options.prefix;
    this.#archive = options.archive;
    this.#tags = options.tags ?? DEFAULT_TAGS;
    this.#onFinished = options.onFinished ?? (() => undefined);
    this.#limits = {
      requests: pLimit(options.requestConcurrency ?? DEFAULT_REQUEST_CONCURRENCY),
      memory: new ByteBudget(PACK_MEMORY_BYTES),
    };
  }

  /** Keys, without the prefix, of batches that were there already. */
  get reused(): ReadonlySet<string> {
    return this.#reused;
  }

  async compose(request: ComposeRequest): Promise<StagedBatch> {
    const { key, layout, source, signal, onBytes } = request;
    const archive = this.#archive;
    if (archive !== undefined && archive.size !== source.size)
      throw new TypeError(`the store copies from an archive of ${archive.size} bytes, not of ${source.size}`);
    signal?.throwIfAborted();
    const startedAt = performance.now();
    const object = batchObject({
      bucket: this.#bucket,
      key: this.#prefix + key,
      tags: this.#tags,
      digest: layoutDigest(layout, archive?.etag ?? `${source.size} bytes`),
    });
    const isThere = await this.#limits.requests(() => isFinished(this.#client, object, layout.size, signal));
    if (isThere) {
      this.#reused.add(key);
      onBytes(layout.size);
    } else if (archive === undefined) {
      await uploadFromSource(this.#client, object, request, this.#limits.requests);
    } else {
      await composeInS3(this.#client, archive, object, request, this.#limits);
    }
    const milliseconds = Math.round(performance.now() - startedAt);
    this.#onFinished(key, { bytes: layout.size, milliseconds, isReused: isThere });
    return KEPT;
  }
}
