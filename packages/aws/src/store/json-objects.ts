import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url } from '../s3-url.ts';
import { taggingOf } from './batch-object.ts';

/** NoJsonError says that an object is there, but is not what was written under its key. */
export class NoJsonError extends Error {
  override readonly name = 'NoJsonError';
}

export interface JsonObject {
  readonly value: unknown;
  readonly etag: string | undefined;
}

/** A report is far smaller: what is larger under its key is none. */
const MAX_JSON_BYTES = 1024 * 1024;

/**
 * Reads an object that holds JSON; undefined where there is none.
 *
 * @throws NoJsonError for what is no JSON or over 1 MiB
 */
export async function readJsonObject(
  client: S3Client,
  bucket: string,
  key: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<JsonObject | undefined> {
  const url = s3Url({ bucket, key });
  const answer = await client
    .send(new GetObjectCommand({ Bucket: bucket, Key: key }), sendOptions(signal))
    .catch((cause: unknown) => {
      if (httpStatusOf(cause) === 404) return undefined;
      throw requestError(`${url} cannot be read`, cause);
    });
  if (answer === undefined) return undefined;
  if ((answer.ContentLength ?? Infinity) > MAX_JSON_BYTES) {
    await answer.Body?.transformToWebStream().cancel();
    throw new NoJsonError(
      `${url} has ${answer.ContentLength} bytes, more than the ${MAX_JSON_BYTES} allowed`,
    );
  }
  const text = (await answer.Body?.transformToString()) ?? '';
  try {
    return { value: JSON.parse(text), etag: answer.ETag };
  } catch (cause) {
    throw new NoJsonError(`${url} holds no JSON`, { cause });
  }
}

/** Writes an object as JSON, in place of what was there. */
export async function writeJsonObject(
  client: S3Client,
  bucket: string,
  key: string,
  value: unknown,
  { tags = {} }: { readonly tags?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const tagging = taggingOf(tags);
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: JSON.stringify(value, undefined, 2),
    ContentType: 'application/json',
    ...(tagging === '' ? {} : { Tagging: tagging }),
  });
  await client.send(command).catch((cause: unknown) => {
    throw requestError(`${s3Url({ bucket, key })} cannot be written`, cause);
  });
}
