import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsCodeOf, requestError } from '../aws-error.ts';
import { cleanUpOptions } from '../client/send-options.ts';
import { s3Url } from '../s3-url.ts';

export interface StaleUploadsOptions {
  readonly bucket: string;
  /** Only uploads of keys that begin so are looked at. */
  readonly prefix: string;
  /** Which of those keys are meant. */
  readonly isOurs: (key: string) => boolean;
  /** Age from which an upload counts as left behind: more than a job may take. */
  readonly olderThanMs: number;
  /** The time that ages are counted from, in milliseconds since 1970. */
  readonly now: number;
}

/** Aborts multipart uploads that nobody finished, such as those of a function that ran out of time; gives their number. */
export async function abortStaleUploads(client: S3Client, options: StaleUploadsOptions): Promise<number> {
  const { bucket, prefix, isOurs, olderThanMs, now } = options;
  const isStale = ({ Key, Initiated }: MultipartUpload): boolean =>
    Key !== undefined && isOurs(Key) && Initiated !== undefined && now - Initiated.getTime() >= olderThanMs;
  const limit = cleanUpOptions();
  try {
    let aborted = 0;
    for await (const { Key, UploadId } of uploadsBelow(client, { bucket, prefix, isStale, limit }))
      if (await abort(client, { Bucket: bucket, Key: Key!, UploadId: UploadId! }, limit)) aborted++;
    return aborted;
  } catch (cause) {
    throw requestError(`unfinished uploads of ${s3Url({ bucket, key: prefix })} cannot be aborted`, cause);
  }
}

interface Search {
  readonly bucket: string;
  readonly prefix: string;
  readonly isStale: (upload: MultipartUpload) => boolean;
  readonly limit: ReturnType<typeof cleanUpOptions>;
}

async function* uploadsBelow(
  client: S3Client,
  { bucket, prefix, isStale, limit }: Search,
): AsyncGenerator<MultipartUpload, void> {
  let next: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
  while (next !== undefined) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
      limit,
    );
    // S3 lists by prefix; a local server may not, and what is somewhere else is not ours.
    for (const upload of page.Uploads ?? [])
      if (upload.Key?.startsWith(prefix) === true && isStale(upload)) yield upload;
    const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
    next =
      IsTruncated === true ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker } : undefined;
  }
}

/** False when somebody else was faster: it is completed or aborted by now. */
async function abort(
  client: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string },
  limit: Search['limit'],
): Promise<boolean> {
  try {
    await client.send(new AbortMultipartUploadCommand(upload), limit);
    return true;
  } catch (cause) {
    if (awsCodeOf(cause) === 'NoSuchUpload') return false;
    throw cause;
  }
}
