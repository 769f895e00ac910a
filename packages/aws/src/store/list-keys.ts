import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '@biospex/batch-core';
import { requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url } from '../s3-url.ts';

export interface ListKeysOptions {
  readonly bucket: string;
  readonly prefix: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The keys that begin with a prefix.
 *
 * @throws StoreError READ_FAILED; the signal's reason
 */
export async function listKeys(
  client: S3Client,
  { bucket, prefix, signal }: ListKeysOptions,
): Promise<string[]> {
  const keys: string[] = [];
  try {
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket: bucket, Prefix: prefix },
      sendOptions(signal),
    ))
      for (const { Key = '' } of Contents) keys.push(Key);
  } catch (cause) {
    signal?.throwIfAborted();
    const { message } = requestError(`${s3Url({ bucket, key: prefix })} cannot be listed`, cause);
    throw new StoreError('READ_FAILED', message, { cause });
  }
  return keys;
}
