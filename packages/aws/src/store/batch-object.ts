import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url, type S3Location } from '../s3-url.ts';

/** What a batch is stored as, whichever request makes it. */
export interface BatchObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: 'application/zip';
  readonly Metadata: { readonly [DIGEST]: string };
}

const DIGEST = 'layout-digest';
/** An older batch is made again: the day on which the bucket's rule expires it may be near. */
const MAX_AGE_MS = 24 * 3_600_000;

export function batchObject(bucket: string, key: string, digest: string): BatchObject {
  return { Bucket: bucket, Key: key, ContentType: 'application/zip', Metadata: { [DIGEST]: digest } };
}

export type Tags = Readonly<Record<string, string>>;

/** Tags as a query string, which is how the header wants them. */
export function taggingOf(tags: Tags): string {
  return Object.entries(tags)
    .map((tag) => tag.map(encodeURIComponent).join('='))
    .join('&');
}

/** What is known of an object that is there. */
export interface FoundBatch {
  readonly size: number | undefined;
  readonly digest: string | undefined;
  readonly lastModified: Date | undefined;
}

/** Looks up what is there under a key, if anything. */
export async function findBatch(
  client: S3Client,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<FoundBatch | undefined> {
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), sendOptions(signal));
    return { size: head.ContentLength, digest: head.Metadata?.[DIGEST], lastModified: head.LastModified };
  } catch (cause) {
    signal?.throwIfAborted();
    if (httpStatusOf(cause) === 404) return undefined;
    throw requestError(`${s3Url({ bucket, key })} cannot be looked up`, cause);
  }
}

/** Tells whether what was found is the batch, whole and young: made of the same layout, as long as that, less than a day old. */
export function isFinished(
  found: FoundBatch | undefined,
  { Metadata }: BatchObject,
  size: number,
  now: number,
): boolean {
  const { lastModified } = found ?? {};
  const isYoung = lastModified !== undefined && now - lastModified.getTime() < MAX_AGE_MS;
  return isYoung && found?.size === size && found.digest === Metadata[DIGEST];
}
