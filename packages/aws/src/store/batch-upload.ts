import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { StoreError } from '@biospex/batch-core';
import { awsCodeOf, requestError } from '../aws-error.ts';
import { cleanUpOptions, sendOptions } from '../client/send-options.ts';
import type { CopyPart, PackPart, Part } from '../parts/part.ts';
import type { PartPlan } from '../parts/plan-parts.ts';
import { s3Url } from '../s3-url.ts';
import type { ArchiveCopier, PartPlace } from './archive-copier.ts';
import { findBatch, isFinished, type BatchObject } from './batch-object.ts';
import type { Tagging } from './tagging.ts';

/** What all batches of a store share. */
export interface UploadTools {
  readonly client: S3Client;
  readonly tagging: Tagging;
  /** undefined for an archive that is not in S3. */
  readonly copier: ArchiveCopier | undefined;
  readonly now: () => number;
}

export interface PlannedUpload {
  readonly object: BatchObject;
  readonly size: number;
  readonly plan: PartPlan;
  readonly onComplete: () => void;
}

/**
 * BatchUpload makes one batch of its parts, written in any order and side by side; the last one completes it. A batch that is a
 * single pack is one PutObject.
 */
export class BatchUpload {
  readonly packs: readonly PackPart[];
  readonly copies: readonly CopyPart[];
  readonly #tools: UploadTools;
  readonly #object: BatchObject;
  readonly #size: number;
  readonly #single: boolean;
  readonly #onComplete: () => void;
  /** Part numbers, from 1. */
  readonly #numbers: ReadonlyMap<Part, number>;
  readonly #etags = new Map<number, string>();
  #uploadId: string | undefined;

  constructor(tools: UploadTools, { object, size, plan: { parts, single }, onComplete }: PlannedUpload) {
    this.#tools = tools;
    this.#object = object;
    this.#size = size;
    this.#single = single;
    this.#onComplete = onComplete;
    this.packs = parts.filter((part) => part.kind === 'pack');
    this.copies = parts.filter((part) => part.kind === 'copy');
    this.#numbers = new Map(parts.map((part, i) => [part, i + 1]));
  }

  /** Comes before any part. Not stopped by a signal: an upload whose id never came back could not be aborted. */
  async begin(): Promise<void> {
    if (this.#single) return;
    const { client, tagging } = this.#tools;
    const { UploadId } = await tagging
      .send((header) => client.send(new CreateMultipartUploadCommand({ ...this.#object, ...header })))
      .catch((cause: unknown) => {
        throw requestError(`no upload of ${this.#url} could be started`, cause);
      });
    this.#uploadId = UploadId!;
  }

  async write(pack: PackPart, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const { client, tagging } = this.#tools;
    const options = sendOptions(signal);
    await this.#sending(pack, signal, async (place) => {
      if (!this.#single)
        return (await client.send(new UploadPartCommand({ ...place, Body: bytes }), options)).ETag!;
      const object = { ...this.#object, Body: bytes };
      const put = await tagging.send((header) =>
        client.send(new PutObjectCommand({ ...object, ...header }), options),
      );
      return put.ETag!;
    });
  }

  async copy(part: CopyPart, signal: AbortSignal): Promise<void> {
    await this.#sending(part, signal, (place) => this.#tools.copier!.copy(part, place, signal));
  }

  /** Removes what is written of an incomplete batch. No part may be under way: one that came later would stay, and cost money. */
  async abort(): Promise<void> {
    if (this.#uploadId === undefined) return;
    const { Bucket, Key } = this.#object;
    const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId: this.#uploadId });
    // What failed before is what matters; if this fails too, the bucket's lifecycle rule removes the parts.
    await this.#tools.client.send(command, cleanUpOptions()).catch(() => undefined);
  }

  async #sending(
    part: Part,
    signal: AbortSignal,
    send: (place: PartPlace) => Promise<string>,
  ): Promise<void> {
    signal.throwIfAborted();
    const { Bucket, Key } = this.#object;
    const PartNumber = this.#numbers.get(part)!;
    try {
      this.#etags.set(PartNumber, await send({ Bucket, Key, UploadId: this.#uploadId!, PartNumber }));
      if (this.#etags.size < this.#numbers.size) return;
      if (this.copies.length > 0) await this.#tools.copier!.checkUnchanged(signal);
      if (!this.#single) await this.#complete(signal);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof StoreError) throw cause;
      throw requestError(`${this.#url} cannot be written`, cause);
    }
    this.#onComplete();
  }

  /** Not stopped by a signal once it is sent: whether it was done would not be known. */
  async #complete(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { client, now } = this.#tools;
    const { Bucket, Key } = this.#object;
    const location = { bucket: Bucket, key: Key };
    const Parts = Array.from(this.#numbers.values(), (PartNumber) => ({
      PartNumber,
      ETag: this.#etags.get(PartNumber),
    }));
    const upload = { Bucket, Key, UploadId: this.#uploadId!, MultipartUpload: { Parts } };
    try {
      await client.send(new CompleteMultipartUploadCommand(upload));
    } catch (cause) {
      // It was completed, the answer got lost on its way, and the SDK has tried again.
      const isUnknown = awsCodeOf(cause) === 'NoSuchUpload';
      const found = isUnknown ? await findBatch(client, location).catch(() => undefined) : undefined;
      if (!isFinished(found, this.#object, this.#size, now())) throw cause;
    }
    this.#uploadId = undefined;
  }

  get #url(): string {
    return s3Url({ bucket: this.#object.Bucket, key: this.#object.Key });
  }
}
