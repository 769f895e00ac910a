import type { S3Client } from '@aws-sdk/client-s3';
import { InputError, type ByteSource } from '@biospex/batch-core';
import { s3Url, type S3Location } from '../s3-url.ts';
import { fetchRange, type PinnedObject } from './fetch-range.ts';
import { headObject } from './head-object.ts';
import { ReadAhead } from './read-ahead.ts';

/** Options for reading an object from beginning to end: one request at a time is much slower than the network. */
export const WHOLE_OBJECT_READING = { chunkBytes: 8 * 1024 * 1024, ahead: 3 } as const;

/** Longer reads are worth a request of their own. A manifest is read in pieces of this size. */
const READ_AHEAD_UP_TO_BYTES = 1024 * 1024;
/** Enough for the end records, the directory of some 13,000 images, or a whole small archive. */
const TAIL_BYTES = 1024 * 1024;

/**
 * S3Source is an archive in S3, pinned by its ETag: once it is replaced or deleted, every read rejects with
 * ARCHIVE_CHANGED. Small reads are served from blocks read ahead; it keeps at most some 20 MB of them.
 */
export class S3Source implements ByteSource, PinnedObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly #client: S3Client;
  readonly #readAhead: ReadAhead;

  private constructor(client: S3Client, { bucket, key, etag }: PinnedObject, size: number) {
    this.#client = client;
    this.bucket = bucket;
    this.key = key;
    this.etag = etag;
    this.size = size;
    this.#readAhead = new ReadAhead((...range) => this.fetch(...range), size);
  }

  /**
   * Looks the archive up and reads its end.
   *
   * @throws InputError ARCHIVE_MISSING
   * @throws StoreError READ_FAILED, ARCHIVE_CHANGED; the signal's reason
   */
  static async open(
    client: S3Client,
    { bucket, key }: S3Location,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<S3Source> {
    const url = s3Url({ bucket, key });
    const head = await headObject(client, { bucket, key }, 'READ_FAILED', signal);
    if (head === undefined)
      throw new InputError('ARCHIVE_MISSING', `${url} does not exist: no such object, or no such bucket`);
    const { ETag: etag, ContentLength: size } = head;
    if (etag === undefined || size === undefined) throw new Error(`S3 gave no ETag or no size for ${url}`);
    const source = new S3Source(client, { bucket, key, etag }, size);
    await source.#readAhead.keepTail(TAIL_BYTES, signal);
    return source;
  }

  async read(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void> {
    const end = start + target.length;
    if (start < 0 || end > this.size)
      throw new RangeError(
        `bytes ${start} to ${end} are not inside the ${this.size} bytes of ${s3Url(this)}`,
      );
    if (target.length <= READ_AHEAD_UP_TO_BYTES) await this.#readAhead.read(target, start, signal);
    else await this.fetch(target, start, signal);
  }

  /** Reads exactly these bytes by a request of their own, for a caller that plans its reads itself. */
  async fetch(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void> {
    await fetchRange(this.#client, this, target, start, signal);
  }
}
