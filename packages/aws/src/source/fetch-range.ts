import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '@biospex/batch-core';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url, type S3Location } from '../s3-url.ts';

/** One state of an object: what has another ETag is another archive. */
export interface PinnedObject extends S3Location {
  readonly etag: string;
}

/** How often a body may break off. What goes wrong before the body starts is retried by the SDK. */
const MAX_BREAKS = 5;
const FIRST_PAUSE_MS = 50;

/**
 * Fills `target` with the object's bytes from `start` on, in one GET, and in one more from where it broke whenever
 * a body breaks off: the SDK retries a request only until its body starts.
 *
 * @throws StoreError ARCHIVE_CHANGED, Error for the rest
 */
export async function fetchRange(
  client: S3Client,
  object: PinnedObject,
  target: Uint8Array,
  start: number,
  signal?: AbortSignal,
): Promise<void> {
  let filled = 0;
  for (let breaks = 0; filled < target.length; breaks++) {
    if (breaks > 0) await sleep(FIRST_PAUSE_MS * 2 ** breaks, undefined, { signal }).catch(() => undefined);
    signal?.throwIfAborted();
    const body = await openBody(client, object, start + filled, start + target.length, signal);
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        if (filled + chunk.length > target.length) throw new Error('the body is longer than the range');
        target.set(chunk, filled);
        filled += chunk.length;
      }
      if (filled < target.length) throw new Error('the body is shorter than the range');
    } catch (cause) {
      signal?.throwIfAborted();
      if (breaks < MAX_BREAKS) continue;
      throw requestError(
        `${s3Url(object)} broke off ${breaks + 1} times, the last time at byte ${start + filled}`,
        cause,
      );
    } finally {
      body.destroy();
    }
  }
}

async function openBody(
  client: S3Client,
  object: PinnedObject,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<Readable> {
  const { bucket, key, etag } = object;
  const range = `bytes=${start}-${end - 1}`;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: range, IfMatch: etag });
  const { Body, ContentRange } = await client.send(command, sendOptions(signal)).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw readError(object, start, end, cause);
  });
  const body = Body as Readable;
  // A server or proxy that takes no ranges sends the object from its beginning.
  if (ContentRange?.startsWith(`bytes ${start}-${end - 1}/`) !== true) {
    body.destroy();
    throw new Error(
      `${s3Url(object)} was asked for ${range} and answered with ${ContentRange ?? 'all of it'}`,
    );
  }
  return signal === undefined ? body : addAbortSignal(signal, body);
}

function readError(object: PinnedObject, start: number, end: number, cause: unknown): Error {
  const status = httpStatusOf(cause);
  if (status === 412 || status === 404) {
    const what = status === 412 ? 'was replaced' : 'was deleted';
    return new StoreError('ARCHIVE_CHANGED', `${s3Url(object)} ${what} while it was read`, { cause });
  }
  return requestError(`bytes ${start} to ${end} of ${s3Url(object)} cannot be read`, cause);
}
