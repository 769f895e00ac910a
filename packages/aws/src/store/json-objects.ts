import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '@biospex/batch-core';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url, type S3Location } from '../s3-url.ts';
import { taggingOf } from './batch-object.ts';

export interface WriteJsonOptions {
  readonly tags?: Readonly<Record<string, string>>;
  /** Leaves an object alone that is there already. @default false */
  readonly onlyIfAbsent?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads an object that holds JSON; undefined if it is missing.
 *
 * @throws StoreError READ_FAILED
 */
export async function readJsonObject(
  client: S3Client,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<unknown> {
  try {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key }),
      sendOptions(signal),
    );
    return JSON.parse((await Body?.transformToString()) ?? '') as unknown;
  } catch (cause) {
    if (httpStatusOf(cause) === 404) return undefined;
    const { message } = requestError(`${s3Url({ bucket, key })} cannot be read`, cause);
    throw new StoreError('READ_FAILED', message, { cause });
  }
}

/**
 * Writes an object as JSON, in place of what was there unless `onlyIfAbsent` says otherwise.
 *
 * @returns false if the object was there and is left alone
 * @throws StoreError WRITE_FAILED
 */
export async function writeJsonObject(
  client: S3Client,
  { bucket, key }: S3Location,
  value: unknown,
  { tags = {}, onlyIfAbsent = false, signal }: WriteJsonOptions = {},
): Promise<boolean> {
  const tagging = taggingOf(tags);
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: JSON.stringify(value, undefined, 2),
    ContentType: 'application/json',
    ...(tagging === '' ? {} : { Tagging: tagging }),
    ...(onlyIfAbsent ? { IfNoneMatch: '*' } : {}),
  });
  try {
    await client.send(command, sendOptions(signal));
    return true;
  } catch (cause) {
    // 409: another write of the same key is under way.
    if (onlyIfAbsent && [409, 412].includes(httpStatusOf(cause) ?? 0)) return false;
    const { message } = requestError(`${s3Url({ bucket, key })} cannot be written`, cause);
    throw new StoreError('WRITE_FAILED', message, { cause });
  }
}
