import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { StoreErrorCode } from '@biospex/batch-core';
import { httpStatusOf, storeError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url, type S3Location } from '../s3-url.ts';

/**
 * Looks up an object; undefined if it, or its bucket, is missing.
 *
 * @throws StoreError with this code; the signal's reason
 */
export async function headObject(
  client: S3Client,
  { bucket, key }: S3Location,
  code: StoreErrorCode,
  signal?: AbortSignal,
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), sendOptions(signal));
  } catch (cause) {
    signal?.throwIfAborted();
    if (httpStatusOf(cause) === 404) return undefined;
    throw storeError(code, `${s3Url({ bucket, key })} cannot be looked up`, cause);
  }
}
