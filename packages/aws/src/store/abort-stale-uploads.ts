import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsCodeOf, requestError } from '../aws-error.ts';
import { cleanUpOptions } from '../client/send-options.ts';
import { s3Url } from '../s3-url.ts';

export interface StaleUploadsOptions {
  readonly bucket: string;
  readonly prefix: string;
  /** Whether a key with the prefix is meant. */
  readonly isOurs: (key: string) => boolean;
  /** Age from which an upload counts as abandoned, in milliseconds: longer than any job takes. */
  readonly olderThanMs: number;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
}

/** Aborts the multipart uploads that a killed function has left open. */
export async function abortStaleUploads(client: S3Client, options: StaleUploadsOptions): Promise<void> {
  const { bucket: Bucket, prefix: Prefix, isOurs, olderThanMs, now } = options;
  const limit = cleanUpOptions();
  try {
    for (let from = {}; ;) {
      const list = new ListMultipartUploadsCommand({ Bucket, Prefix, ...from });
      const page: ListMultipartUploadsCommandOutput = await client.send(list, limit);
      for (const { Key = '', UploadId, Initiated } of page.Uploads ?? []) {
        // Some local servers ignore the prefix.
        const isMeant = Key.startsWith(Prefix) && isOurs(Key);
        if (!isMeant || now - Initiated!.getTime() < olderThanMs) continue;
        await client
          .send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), limit)
          .catch((cause: unknown) => {
            // Completed or aborted by somebody else.
            if (awsCodeOf(cause) !== 'NoSuchUpload') throw cause;
          });
      }
      if (page.IsTruncated !== true) return;
      from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  } catch (cause) {
    throw requestError(
      `unfinished uploads of ${s3Url({ bucket: Bucket, key: Prefix })} cannot be aborted`,
      cause,
    );
  }
}
