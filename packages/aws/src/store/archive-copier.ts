import { UploadPartCopyCommand, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import type { CopyPart } from '../parts/part.ts';
import { s3Url, type S3Location } from '../s3-url.ts';
import { changedError, type PinnedObject } from '../source/fetch-range.ts';
import { headObject } from '../source/head-object.ts';

/** Names the part of an upload. */
export interface PartPlace {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
}

/**
 * ArchiveCopier makes S3 copy ranges of an archive, on condition that its ETag is unchanged. Some servers refuse the condition
 * even for an unchanged archive (OpenStack Swift, if it was uploaded in parts). Then ranges are copied without it, and
 * the ETag is compared before and after.
 */
export class ArchiveCopier {
  readonly #client: S3Client;
  readonly #archive: PinnedObject;
  readonly #note: (text: string) => void;
  #isConditional = true;

  constructor(client: S3Client, archive: PinnedObject, note: (text: string) => void) {
    this.#client = client;
    this.#archive = archive;
    this.#note = note;
  }

  /**
   * Copies a range and gives the ETag of the part.
   *
   * @throws StoreError ARCHIVE_CHANGED; the SDK's errors
   */
  async copy(part: CopyPart, place: PartPlace, signal: AbortSignal): Promise<string> {
    const isConditional = this.#isConditional;
    const command = new UploadPartCopyCommand({
      ...place,
      CopySource: copySourceOf(this.#archive),
      CopySourceRange: `bytes=${part.start}-${part.end - 1}`,
      ...(isConditional ? { CopySourceIfMatch: this.#archive.etag } : {}),
    });
    try {
      const { CopyPartResult } = await this.#client.send(command, sendOptions(signal));
      return CopyPartResult!.ETag!;
    } catch (cause) {
      signal.throwIfAborted();
      if (httpStatusOf(cause) !== 412 || !isConditional) throw cause;
      await this.#compareEtag(signal, cause);
      this.#isConditional = false;
      this.#note(
        `the server cannot copy ${s3Url(this.#archive)} on condition of its ETag: the ETag was compared before and after instead`,
      );
      return this.copy(part, place, signal);
    }
  }

  /**
   * Must be called after the last copy of a batch.
   *
   * @throws StoreError ARCHIVE_CHANGED
   */
  async checkUnchanged(signal: AbortSignal): Promise<void> {
    if (!this.#isConditional) await this.#compareEtag(signal);
  }

  async #compareEtag(signal: AbortSignal, cause?: unknown): Promise<void> {
    const head = await headObject(this.#client, this.#archive, 'READ_FAILED', signal);
    if (head?.ETag !== this.#archive.etag)
      throw changedError(this.#archive, head !== undefined, 'copied', cause);
  }
}

/** S3 decodes it like a URL's path, and would turn a `+` in a key into a space. */
function copySourceOf({ bucket, key }: S3Location): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
