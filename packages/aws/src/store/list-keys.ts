import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { storeError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url } from '../s3-url.ts';

/** @throws StoreError READ_FAILED; the signal's reason */
export async function listKeys(
  client: S3Client,
  options: { readonly bucket: string; readonly prefix: string; readonly signal?: AbortSignal | undefined },
): Promise<string[]> {
  const { bucket, prefix, signal } = options;
  const keys: string[] = [];
  try {
    const query = { Bucket: bucket, Prefix: prefix };
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, query, sendOptions(signal)))
      for (const { Key = '' } of Contents) keys.push(Key);
  } catch (cause) {
    signal?.throwIfAborted();
    throw storeError('READ_FAILED', `${s3Url({ bucket, key: prefix })} cannot be listed`, cause);
  }
  return keys;
}
