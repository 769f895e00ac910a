import type { S3Client } from '@aws-sdk/client-s3';
import type { BatchStore, ComposeAllRequest, ComposeRequest, StagedBatch } from '@biospex/batch-core';
import pLimit from 'p-limit';
import { NO_COPIES, S3_LIMITS } from '../parts/part-limits.ts';
import { planParts } from '../parts/plan-parts.ts';
import { s3Url } from '../s3-url.ts';
import { headObject } from '../source/head-object.ts';
import type { S3Source } from '../source/s3-source.ts';
import { ArchiveCopier } from './archive-copier.ts';
import { batchObject, isFinished } from './batch-object.ts';
import { BatchUpload, type UploadTools } from './batch-upload.ts';
import { composeTogether, fitTogether } from './compose-together.ts';
import { Tagging, type Tags } from './tagging.ts';

export interface S3StoreOptions {
  readonly bucket: string;
  /** Put before every key as it is, such as `batch/`. */
  readonly prefix: string;
  /**
   * The archive of all batches, if it is in S3: then S3 copies its long ranges. Without it, every byte is read from the source
   * that `compose` is given, and uploaded.
   */
  readonly archive?: S3Source | undefined;
  /** Tags of every batch, for a lifecycle rule that expires them. @default none */
  readonly tags?: Tags | undefined;
  /**
   * Memory for packs: parts of 5.5 MiB, one or two for each batch. If it is too small for all batches, the archive is read
   * several times. @default 68 MiB, enough for ten batches
   */
  readonly packMemoryBytes?: number;
  /** Called with each complete batch, by its key without the prefix. */
  readonly onFinished?: (key: string, batch: FinishedBatch) => void;
  /** The time in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

export interface FinishedBatch {
  readonly bytes: number;
  /** Since `composeAll` began to compose: batches are made side by side. */
  readonly milliseconds: number;
  /** It existed before. */
  readonly isReused: boolean;
}

const LOOK_UPS_IN_FLIGHT = 48;
const DEFAULT_PACK_MEMORY_BYTES = 68 * 1024 * 1024;

/** A complete batch is visible, and stays for a retry to find. */
const KEPT: StagedBatch = { publish: () => Promise.resolve(), discard: () => Promise.resolve() };

/**
 * S3Store composes batches as objects of a bucket. A batch is visible as soon as it is composed, and whole: `publish` has nothing
 * to do, and `discard` keeps the batch. A digest of its layout in its metadata lets a retry within a day recognize it as
 * finished.
 */
export class S3Store implements BatchStore {
  readonly #options: S3StoreOptions;
  readonly #tools: UploadTools;
  readonly #reused = new Set<string>();
  readonly #notes = new Set<string>();

  constructor(client: S3Client, options: S3StoreOptions) {
    this.#options = options;
    const { bucket, prefix, archive, tags = {}, now = Date.now } = options;
    const note = (text: string): void => void this.#notes.add(text);
    const url = s3Url({ bucket, key: prefix });
    const noTags = `${url} does not support tags: rules that expire objects by their tags will not apply to these batches`;
    this.#tools = {
      client,
      tagging: new Tagging(tags, () => note(noTags)),
      copier: archive && new ArchiveCopier(client, archive, note),
      now,
    };
  }

  /** Keys, without the prefix, of batches that existed before. */
  get reused(): ReadonlySet<string> {
    return this.#reused;
  }

  /** Features that the server lacks, and the consequences: a sentence each. */
  get notes(): ReadonlySet<string> {
    return this.#notes;
  }

  async compose({ key, layout, ...context }: ComposeRequest): Promise<StagedBatch> {
    await this.composeAll({ keys: [key], layOut: () => Promise.resolve(layout), ...context });
    return KEPT;
  }

  async composeAll(request: ComposeAllRequest): Promise<readonly StagedBatch[]> {
    const { keys, layOut, source, signal } = request;
    const { bucket, prefix, archive, packMemoryBytes = DEFAULT_PACK_MEMORY_BYTES } = this.#options;
    const { client, now } = this.#tools;
    if (archive !== undefined && archive.size !== source.size)
      throw new TypeError(`the source has ${source.size} bytes, the store's archive ${archive.size}`);
    signal?.throwIfAborted();
    const identity = archive?.etag ?? `${source.size} bytes`;
    const locations = keys.map((key) => ({ bucket, key: prefix + key }));
    const found = await pLimit(LOOK_UPS_IN_FLIGHT).map(locations, (location) =>
      headObject(client, location, 'WRITE_FAILED', signal),
    );
    const startedAt = performance.now();
    const report = (key: string, bytes: number, isReused: boolean): void => {
      const milliseconds = Math.round(performance.now() - startedAt);
      this.#options.onFinished?.(key, { bytes, milliseconds, isReused });
    };
    const read = archive?.fetch.bind(archive) ?? source.read.bind(source);
    const work = { ...request, read, packMemoryBytes };
    let group: BatchUpload[] = [];
    for (const [i, key] of keys.entries()) {
      signal?.throwIfAborted();
      const layout = await layOut(i);
      const { size } = layout;
      const object = batchObject(locations[i]!, layout, identity);
      if (isFinished(found[i], object, size, now())) {
        this.#reused.add(key);
        request.onBytes(size);
        report(key, size, true);
        continue;
      }
      const parts = planParts(layout, archive === undefined ? NO_COPIES : S3_LIMITS);
      const onComplete = (): void => report(key, size, false);
      const batch = new BatchUpload(this.#tools, { object, size, parts, onComplete });
      if (!fitTogether([...group, batch], packMemoryBytes)) {
        await composeTogether(group, work);
        group = [];
      }
      group.push(batch);
    }
    await composeTogether(group, work);
    return keys.map(() => KEPT);
  }
}
