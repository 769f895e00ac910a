import { HeadObjectCommand, UploadPartCopyCommand, type S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '@biospex/batch-core';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import type { CopyPart } from '../parts/part.ts';
import { s3Url } from '../s3-url.ts';
import type { S3Source } from '../source/s3-source.ts';

/** Where a part goes. */
export interface PartPlace {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
}

/**
 * ArchiveCopier has S3 copy ranges of an archive, on the condition that its ETag is what it was. Some servers refuse the condition
 * for an archive that nobody has touched (OpenStack Swift, if it was uploaded in parts): then ranges are copied without it, and
 * the archive is looked at again afterwards.
 */
export class ArchiveCopier {
  readonly #client: S3Client;
  readonly #archive: S3Source;
  readonly #onConditionRefused: () => void;
  #isConditional = true;

  constructor(client: S3Client, archive: S3Source, onConditionRefused: () => void) {
    this.#client = client;
    this.#archive = archive;
    this.#onConditionRefused = onConditionRefused;
  }

  /**
   * Copies a range and gives the ETag of the part.
   *
   * @throws StoreError ARCHIVE_CHANGED; the SDK's errors
   */
  async copy(part: CopyPart, place: PartPlace, signal: AbortSignal): Promise<string> {
    const { start, end } = part;
    const { etag } = this.#archive;
    const isConditional = this.#isConditional;
    const command = new UploadPartCopyCommand({
      ...place,
      CopySource: copySourceOf(this.#archive),
      CopySourceRange: `bytes=${start}-${end - 1}`,
      ...(isConditional ? { CopySourceIfMatch: etag } : {}),
    });
    try {
      const { CopyPartResult } = await this.#client.send(command, sendOptions(signal));
      return CopyPartResult!.ETag!;
    } catch (cause) {
      signal.throwIfAborted();
      if (httpStatusOf(cause) !== 412 || !isConditional) throw cause;
      await this.#lookAgain(signal, cause);
      this.#isConditional = false;
      this.#onConditionRefused();
      return this.copy(part, place, signal);
    }
  }

  /**
   * Comes after the last copy of a batch.
   *
   * @throws StoreError ARCHIVE_CHANGED
   */
  async checkUnchanged(signal: AbortSignal): Promise<void> {
    if (!this.#isConditional) await this.#lookAgain(signal);
  }

  async #lookAgain(signal: AbortSignal, cause?: unknown): Promise<void> {
    const { bucket, key, etag } = this.#archive;
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const head = await this.#client.send(command, sendOptions(signal)).catch((failure: unknown) => {
      signal.throwIfAborted();
      if (httpStatusOf(failure) === 404) return undefined;
      throw requestError(`${s3Url(this.#archive)} cannot be looked up`, failure);
    });
    if (head?.ETag === etag) return;
    const what = head === undefined ? 'was deleted' : 'was replaced';
    throw new StoreError('ARCHIVE_CHANGED', `${s3Url(this.#archive)} ${what} while it was copied`, { cause });
  }
}

/** S3 decodes it like a URL's path, where a `+` in a key would become a space. */
function copySourceOf({ bucket, key }: S3Source): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
