import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url } from '../s3-url.ts';

/** What a batch is stored as, whichever request makes it. */
export interface BatchObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: 'application/zip';
  /** As a query string, which is how the header wants it. */
  readonly Tagging?: string;
  readonly Metadata: { readonly [DIGEST]: string };
}

const DIGEST = 'layout-digest';

export interface BatchObjectOptions {
  readonly bucket: string;
  readonly key: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly digest: string;
}

export function batchObject({ bucket, key, tags, digest }: BatchObjectOptions): BatchObject {
  const tagging = taggingOf(tags);
  return {
    Bucket: bucket,
    Key: key,
    ContentType: 'application/zip',
    ...(tagging === '' ? {} : { Tagging: tagging }),
    Metadata: { [DIGEST]: digest },
  };
}

export function taggingOf(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map((tag) => tag.map(encodeURIComponent).join('='))
    .join('&');
}

/** Tells whether the batch is there already, whole: made of the same layout, and as long as that. */
export async function isFinished(
  client: S3Client,
  { Bucket, Key, Metadata }: BatchObject,
  size: number,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }), sendOptions(signal));
    return head.ContentLength === size && head.Metadata?.[DIGEST] === Metadata[DIGEST];
  } catch (cause) {
    signal?.throwIfAborted();
    if (httpStatusOf(cause) === 404) return false;
    throw requestError(`${s3Url({ bucket: Bucket, key: Key })} cannot be looked up`, cause);
  }
}
