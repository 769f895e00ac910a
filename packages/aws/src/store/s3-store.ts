import type { S3Client } from '@aws-sdk/client-s3';
import type { BatchStore, ComposeAllRequest, ComposeRequest, StagedBatch } from '@biospex/batch-core';
import pLimit from 'p-limit';
import { NO_COPIES, S3_LIMITS } from '../parts/part-limits.ts';
import { planParts } from '../parts/plan-parts.ts';
import { s3Url } from '../s3-url.ts';
import type { S3Source } from '../source/s3-source.ts';
import { ArchiveCopier } from './archive-copier.ts';
import { batchObject, findBatch, isFinished, type Tags } from './batch-object.ts';
import { BatchUpload, type UploadTools } from './batch-upload.ts';
import { composeTogether, fitTogether } from './compose-together.ts';
import { layoutDigest } from './layout-digest.ts';
import { Tagging } from './tagging.ts';

export interface S3StoreOptions {
  readonly bucket: string;
  /** What goes in front of every key, such as `batch/`, taken as it is. */
  readonly prefix: string;
  /**
   * The archive that all batches are made of, where it is in S3: then S3 copies its long ranges. Without it, every byte
   * is read from the source that `compose` is given, and uploaded.
   */
  readonly archive?: S3Source | undefined;
  /** Tags of every batch, for a lifecycle rule that expires them. @default none */
  readonly tags?: Tags | undefined;
  /**
   * Memory for the parts that are put together here, one or two of 5.5 MiB for each batch. With too little for all batches
   * of an archive, it is read several times. @default 68 MiB, enough for ten batches
   */
  readonly packMemoryBytes?: number;
  /** Called with each batch that is there whole, by its key without the prefix. */
  readonly onFinished?: (key: string, batch: FinishedBatch) => void;
  /** The time in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

export interface FinishedBatch {
  readonly bytes: number;
  /** Since the batches were asked for: those of one read are made side by side. */
  readonly milliseconds: number;
  /** It was there already. */
  readonly isReused: boolean;
}

const LOOK_UPS_IN_FLIGHT = 48;
const DEFAULT_PACK_MEMORY_BYTES = 68 * 1024 * 1024;

/** A batch in S3 appears whole and in one step; one that is there is kept, so that a retry finds it. */
const KEPT: StagedBatch = { publish: () => Promise.resolve(), discard: () => Promise.resolve() };

/**
 * S3Store composes batches as objects of a bucket. A batch is visible, whole, as soon as it is composed: `publish` has nothing to
 * do, and `discard` keeps the batch. It carries a digest of its layout as metadata, by which a retry within a day finds it
 * finished and does not compose it again.
 */
export class S3Store implements BatchStore {
  readonly #options: S3StoreOptions;
  readonly #tools: UploadTools;
  readonly #reused = new Set<string>();
  readonly #notes = new Set<string>();

  constructor(client: S3Client, options: S3StoreOptions) {
    this.#options = options;
    const { bucket, prefix, archive, tags = {}, now = Date.now } = options;
    const note = (text: string) => () => void this.#notes.add(text);
    const noTags = note(
      `${s3Url({ bucket, key: prefix })} takes no tags: the batches have none, and rules that go by tags will not expire them`,
    );
    const copierOf = (source: S3Source): ArchiveCopier =>
      new ArchiveCopier(
        client,
        source,
        note(
          `the server refuses to copy ${s3Url(source)} on the condition of its ETag: it was compared before and after instead`,
        ),
      );
    this.#tools = { client, tagging: new Tagging(tags, noTags), copier: archive && copierOf(archive), now };
  }

  /** Keys, without the prefix, of batches that were there already. */
  get reused(): ReadonlySet<string> {
    return this.#reused;
  }

  /** What the server lacks, and what is not guaranteed therefore: a sentence each. */
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
      throw new TypeError(`the store copies from an archive of ${archive.size} bytes, not of ${source.size}`);
    signal?.throwIfAborted();
    const identity = archive?.etag ?? `${source.size} bytes`;
    const read: typeof source.read = (...range) =>
      archive === undefined ? source.read(...range) : archive.fetch(...range);
    const found = await pLimit(LOOK_UPS_IN_FLIGHT).map(keys, (key) =>
      findBatch(client, { bucket, key: prefix + key }, signal),
    );
    const startedAt = performance.now();
    const report = (key: string, bytes: number, isReused: boolean): void =>
      this.#options.onFinished?.(key, {
        bytes,
        milliseconds: Math.round(performance.now() - startedAt),
        isReused,
      });
    const work = { ...request, read, packMemoryBytes };
    let group: BatchUpload[] = [];
    for (const [i, key] of keys.entries()) {
      signal?.throwIfAborted();
      const layout = await layOut(i);
      const object = batchObject(bucket, prefix + key, layoutDigest(layout, identity));
      if (isFinished(found[i], object, layout.size, now())) {
        this.#reused.add(key);
        request.onBytes(layout.size);
        report(key, layout.size, true);
        continue;
      }
      const batch = new BatchUpload(this.#tools, {
        object,
        size: layout.size,
        plan: planParts(layout, archive === undefined ? NO_COPIES : S3_LIMITS),
        onComplete: () => report(key, layout.size, false),
      });
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
