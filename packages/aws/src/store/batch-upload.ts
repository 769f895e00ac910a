import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { StoreError } from '@biospex/batch-core';
import { awsCodeOf, storeError } from '../aws-error.ts';
import { cleanUpOptions, sendOptions } from '../client/send-options.ts';
import type { CopyPart, PackPart, Part } from '../parts/part.ts';
import { s3Url } from '../s3-url.ts';
import { headObject } from '../source/head-object.ts';
import type { ArchiveCopier, PartPlace } from './archive-copier.ts';
import { isFinished, type BatchObject } from './batch-object.ts';
import type { Tagging } from './tagging.ts';

/** Shared by all batches of a store. */
export interface UploadTools {
  readonly client: S3Client;
  readonly tagging: Tagging;
  /** undefined for an archive that is not in S3. */
  readonly copier: ArchiveCopier | undefined;
  readonly now: () => number;
}

export interface PlannedBatch {
  readonly object: BatchObject;
  readonly size: number;
  readonly parts: readonly Part[];
  readonly onComplete: () => void;
}

/**
 * BatchUpload makes one batch of its parts. They may be written in any order and side by side; the last one completes the batch. A
 * batch that is a single pack is one PutObject.
 */
export class BatchUpload {
  readonly packs: readonly PackPart[];
  readonly copies: readonly CopyPart[];
  readonly #tools: UploadTools;
  readonly #batch: PlannedBatch;
  readonly #isSingle: boolean;
  /** By part number, from 1. */
  readonly #etags = new Map<number, string>();
  #uploadId: string | undefined;

  constructor(tools: UploadTools, batch: PlannedBatch) {
    const { parts } = batch;
    this.#tools = tools;
    this.#batch = batch;
    this.packs = parts.filter((part) => part.kind === 'pack');
    this.copies = parts.filter((part) => part.kind === 'copy');
    this.#isSingle = parts.length === 1 && this.packs.length === 1;
  }

  /** Must be called before any part. A signal does not stop it: an upload whose id never arrives cannot be aborted. */
  async begin(): Promise<void> {
    if (this.#isSingle) return;
    const { client, tagging } = this.#tools;
    const { UploadId } = await tagging
      .send((header) => client.send(new CreateMultipartUploadCommand({ ...this.#batch.object, ...header })))
      .catch((cause: unknown) => {
        throw storeError('WRITE_FAILED', `no upload of ${this.#url} could be started`, cause);
      });
    this.#uploadId = UploadId!;
  }

  async write(pack: PackPart, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const { client, tagging } = this.#tools;
    const options = sendOptions(signal);
    const object = { ...this.#batch.object, Body: bytes };
    await this.#sending(pack, signal, async (place) => {
      const { ETag } = this.#isSingle
        ? await tagging.send((header) => client.send(new PutObjectCommand({ ...object, ...header }), options))
        : await client.send(new UploadPartCommand({ ...place, Body: bytes }), options);
      return ETag!;
    });
  }

  async copy(part: CopyPart, signal: AbortSignal): Promise<void> {
    await this.#sending(part, signal, (place) => this.#tools.copier!.copy(part, place, signal));
  }

  /** Removes the parts of an incomplete batch. None may be under way: one that arrives later would stay, and cost money. */
  async abort(): Promise<void> {
    if (this.#uploadId === undefined) return;
    const { Bucket, Key } = this.#batch.object;
    const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId: this.#uploadId });
    // The earlier failure is reported. If this fails too, the bucket's lifecycle rule removes the parts.
    await this.#tools.client.send(command, cleanUpOptions()).catch(() => undefined);
  }

  async #sending(
    part: Part,
    signal: AbortSignal,
    send: (place: PartPlace) => Promise<string>,
  ): Promise<void> {
    signal.throwIfAborted();
    const { parts, object, onComplete } = this.#batch;
    const { Bucket, Key } = object;
    const PartNumber = parts.indexOf(part) + 1;
    try {
      this.#etags.set(PartNumber, await send({ Bucket, Key, UploadId: this.#uploadId!, PartNumber }));
      if (this.#etags.size < parts.length) return;
      if (this.copies.length > 0) await this.#tools.copier!.checkUnchanged(signal);
      if (!this.#isSingle) await this.#complete(signal);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof StoreError) throw cause;
      throw storeError('WRITE_FAILED', `${this.#url} cannot be written`, cause);
    }
    onComplete();
  }

  /** A signal does not stop the request: it would leave open whether the batch is complete. */
  async #complete(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { client, now } = this.#tools;
    const { object, size, parts } = this.#batch;
    const { Bucket, Key } = object;
    const Parts = parts.map((_, i) => ({ PartNumber: i + 1, ETag: this.#etags.get(i + 1) }));
    const upload = { Bucket, Key, UploadId: this.#uploadId!, MultipartUpload: { Parts } };
    try {
      await client.send(new CompleteMultipartUploadCommand(upload));
    } catch (cause) {
      // It was completed, the answer was lost, and the SDK tried again.
      const isUnknown = awsCodeOf(cause) === 'NoSuchUpload';
      const location = { bucket: Bucket, key: Key };
      const found = isUnknown
        ? await headObject(client, location, 'READ_FAILED').catch(() => undefined)
        : undefined;
      if (!isFinished(found, object, size, now())) throw cause;
    }
    this.#uploadId = undefined;
  }

  get #url(): string {
    return s3Url({ bucket: this.#batch.object.Bucket, key: this.#batch.object.Key });
  }
}
