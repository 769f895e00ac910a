import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf, storeError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url, type S3Location } from '../s3-url.ts';
import { taggingHeader, type Tags } from './tagging.ts';

export interface WriteJsonOptions {
  readonly tags?: Tags;
  /** Leaves an existing object alone. @default false */
  readonly onlyIfAbsent?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a JSON object; undefined if it is missing.
 *
 * @throws StoreError READ_FAILED
 */
export async function readJsonObject(
  client: S3Client,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<unknown> {
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body } = await client.send(command, sendOptions(signal));
    return JSON.parse((await Body?.transformToString()) ?? '') as unknown;
  } catch (cause) {
    if (httpStatusOf(cause) === 404) return undefined;
    throw storeError('READ_FAILED', `${s3Url({ bucket, key })} cannot be read`, cause);
  }
}

/**
 * Writes an object as JSON. It replaces an existing one, unless `onlyIfAbsent` is set.
 *
 * @returns false if an existing object was left alone
 * @throws StoreError WRITE_FAILED
 */
export async function writeJsonObject(
  client: S3Client,
  { bucket, key }: S3Location,
  value: unknown,
  { tags = {}, onlyIfAbsent = false, signal }: WriteJsonOptions = {},
): Promise<boolean> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: JSON.stringify(value, undefined, 2),
    ContentType: 'application/json',
    ...taggingHeader(tags),
    ...(onlyIfAbsent ? { IfNoneMatch: '*' } : {}),
  });
  try {
    await client.send(command, sendOptions(signal));
    return true;
  } catch (cause) {
    // 409: another write to the key is in progress.
    if (onlyIfAbsent && [409, 412].includes(httpStatusOf(cause) ?? 0)) return false;
    throw storeError('WRITE_FAILED', `${s3Url({ bucket, key })} cannot be written`, cause);
  }
}
