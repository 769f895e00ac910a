import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { InputError, StoreError, type ByteSource } from '@biospex/batch-core';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url, type S3Location } from '../s3-url.ts';
import { fetchRange, type PinnedObject } from './fetch-range.ts';
import { ReadAhead } from './read-ahead.ts';

export interface S3SourceOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How an object is read from its beginning to its end: each read is a request, and one alone is much slower than the network. */
export const WHOLE_OBJECT_READING = { chunkBytes: 8 * 1024 * 1024, ahead: 3 } as const;

/** Longer reads are worth a request of their own. A manifest is read in pieces of this size. */
const READ_AHEAD_UP_TO_BYTES = 1024 * 1024;
/** Holds the end records, the directory of some 13,000 images, and small archives as a whole. */
const TAIL_BYTES = 1024 * 1024;

/**
 * S3Source is an archive in S3, pinned by its ETag: once it is replaced or deleted, every read rejects with
 * ARCHIVE_CHANGED. Small reads are served from blocks read ahead; at most some 20 MB of them are kept.
 */
export class S3Source implements ByteSource {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly #client: S3Client;
  readonly #object: PinnedObject;
  readonly #readAhead: ReadAhead;

  private constructor(client: S3Client, object: PinnedObject, size: number) {
    this.#client = client;
    this.#object = object;
    this.bucket = object.bucket;
    this.key = object.key;
    this.etag = object.etag;
    this.size = size;
    this.#readAhead = new ReadAhead((...range) => this.fetch(...range), size);
  }

  /**
   * Looks the archive up and reads its end.
   *
   * @throws InputError ARCHIVE_MISSING; StoreError READ_FAILED where S3 refuses or cannot be reached, ARCHIVE_CHANGED
   */
  static async open(
    client: S3Client,
    { bucket, key }: S3Location,
    { signal }: S3SourceOptions = {},
  ): Promise<S3Source> {
    const url = s3Url({ bucket, key });
    const head = await client
      .send(new HeadObjectCommand({ Bucket: bucket, Key: key }), sendOptions(signal))
      .catch((cause: unknown) => {
        signal?.throwIfAborted();
        if (httpStatusOf(cause) === 404)
          throw new InputError(
            'ARCHIVE_MISSING',
            `there is no archive ${url}: no such object, or no such bucket`,
            { cause },
          );
        const { message } = requestError(`${url} cannot be opened`, cause);
        throw new StoreError('READ_FAILED', message, { cause });
      });
    if (head.ETag === undefined || head.ContentLength === undefined)
      throw new Error(`the archive ${url} was given without an ETag or a size`);
    const source = new S3Source(client, { bucket, key, etag: head.ETag }, head.ContentLength);
    await source.#readAhead.keepTail(TAIL_BYTES, signal).catch((cause: unknown) => {
      signal?.throwIfAborted();
      if (cause instanceof StoreError) throw cause;
      throw new StoreError('READ_FAILED', (cause as Error).message, { cause });
    });
    return source;
  }

  async read(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void> {
    this.#checkRange(target, start);
    if (target.length <= READ_AHEAD_UP_TO_BYTES) await this.#readAhead.read(target, start, signal);
    else await this.fetch(target, start, signal);
  }

  /** Reads exactly these bytes with a request of their own, as one does who knows what else is read. */
  async fetch(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void> {
    this.#checkRange(target, start);
    await fetchRange(this.#client, this.#object, target, start, signal);
  }

  #checkRange(target: Uint8Array, start: number): void {
    const end = start + target.length;
    if (start >= 0 && end <= this.size) return;
    throw new RangeError(`bytes ${start} to ${end} are not inside the ${this.size} bytes of ${s3Url(this)}`);
  }
}
