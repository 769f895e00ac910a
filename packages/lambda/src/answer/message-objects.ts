import type { S3Client } from '@aws-sdk/client-s3';
import { readJsonObject, writeJsonObject, type WriteJsonOptions } from '@biospex/batch-aws';
import { JobError, type Reason } from '../job-failure.ts';
import { BATCH_TAGS } from '../job/run-job.ts';
import { requestLimit } from '../record-tools.ts';
import type { ResultMessage } from './result-message.ts';

/** Marker stands for a message that is being answered, or is answered. */
export interface Marker {
  readonly result: ResultMessage;
  /** The invocation that answers. */
  readonly by: string;
  /** When it began to, in milliseconds since 1970. */
  readonly at: number;
  readonly isSent: boolean;
}

/** MessageObjects are what is kept of a message in its bucket: nothing if it names none that may be used. */
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
   * Makes the marker, so that no other delivery answers. One that is older than `claimMs` and does not say that the result was
   * sent belongs to an invocation that died: it is taken over.
   *
   * @returns false if the result is sent already
   * @throws JobError ANSWER_UNDER_WAY
   * @throws StoreError
   */
  async claim(marker: Marker, claimMs: number): Promise<boolean> {
    if (await this.write('answered', marker, { onlyIfAbsent: true })) return true;
    const found = await this.read('answered');
    if (found?.isSent === true) return false;
    // The same invocation finds its own marker if the answer to its first request got lost.
    const isOpen = found !== undefined && (found.by === marker.by || marker.at - found.at >= claimMs);
    if (!isOpen) throw new JobError('ANSWER_UNDER_WAY', 'another delivery of this message is being answered');
    return this.write('answered', marker);
  }

  #place(bucket: string, kind: string): { readonly bucket: string; readonly key: string } {
    return { bucket, key: `batch/${kind}/${this.#messageId}` };
  }
}
