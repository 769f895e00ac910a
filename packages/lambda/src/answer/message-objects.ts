import type { S3Client } from '@aws-sdk/client-s3';
import { readJsonObject, writeJsonObject, type WriteJsonOptions } from '@biospex/batch-aws';
import { JobError, type Reason } from '../job-failure.ts';
import { BATCH_TAGS } from '../job/run-job.ts';
import { requestLimit } from '../record-tools.ts';
import type { ResultMessage } from './result-message.ts';

/** Marker records that a message is being answered or was answered. */
export interface Marker {
  readonly result: ResultMessage;
  /** Request id of the answering invocation. */
  readonly by: string;
  /** When it began to answer, in milliseconds since 1970. */
  readonly at: number;
  readonly isSent: boolean;
}

/** MessageObjects keeps the marker and the last reason of a message in its bucket; without a bucket, it keeps nothing. */
export class MessageObjects {
  readonly #s3: S3Client;
  readonly #bucket: string | undefined;
  readonly #messageId: string;

  constructor(s3: S3Client, bucket: string | undefined, messageId: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#messageId = messageId;
  }

  /** @throws StoreError READ_FAILED */
  async read<Kind extends 'answered' | 'reasons'>(
    kind: Kind,
  ): Promise<{ answered: Marker; reasons: Reason }[Kind] | undefined> {
    if (this.#bucket === undefined) return undefined;
    return (await readJsonObject(this.#s3, this.#place(this.#bucket, kind), requestLimit())) as never;
  }

  /** @throws StoreError WRITE_FAILED */
  async write(kind: 'answered' | 'reasons', value: object, options?: WriteJsonOptions): Promise<boolean> {
    if (this.#bucket === undefined) return true;
    const place = this.#place(this.#bucket, kind);
    return writeJsonObject(this.#s3, place, value, { ...options, tags: BATCH_TAGS, signal: requestLimit() });
  }

  /**
   * Writes the marker, so that no other delivery answers. An unsent marker older than `claimMs` belongs to an invocation that
   * died: it is taken over.
   *
   * @returns false if the result was already sent
   * @throws JobError ANSWER_UNDER_WAY
   * @throws StoreError
   */
  async claim(marker: Marker, claimMs: number): Promise<boolean> {
    if (await this.write('answered', marker, { onlyIfAbsent: true })) return true;
    const found = await this.read('answered');
    if (found?.isSent === true) return false;
    // An invocation finds its own marker if the response to its first request was lost.
    const isOpen = found !== undefined && (found.by === marker.by || marker.at - found.at >= claimMs);
    if (!isOpen) throw new JobError('ANSWER_UNDER_WAY', 'another delivery of this message is being answered');
    return this.write('answered', marker);
  }

  #place(bucket: string, kind: string): { readonly bucket: string; readonly key: string } {
    return { bucket, key: `batch/${kind}/${this.#messageId}` };
  }
}
