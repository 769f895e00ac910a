import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '@biospex/batch-core';
import { httpStatusOf, storeError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import { s3Url, type S3Location } from '../s3-url.ts';

/** An object as it was when its ETag was read. */
export interface PinnedObject extends S3Location {
  readonly etag: string;
}

/** How often a body may break off. Earlier failures are retried by the SDK. */
const MAX_BREAKS = 5;
const FIRST_PAUSE_MS = 50;

/**
 * Fills `target` with the object's bytes from `start` on. The SDK retries a request only until its body begins, so a body
 * that breaks off is continued here by another GET.
 *
 * @throws StoreError ARCHIVE_CHANGED, READ_FAILED; the signal's reason
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
      const what = `${s3Url(object)} broke off ${breaks + 1} times, the last time at byte ${start + filled}`;
      throw storeError('READ_FAILED', what, cause);
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
    const status = httpStatusOf(cause);
    if (status === 412 || status === 404) throw changedError(object, status === 412, 'read', cause);
    throw storeError('READ_FAILED', `bytes ${start} to ${end} of ${s3Url(object)} cannot be read`, cause);
  });
  const body = Body as Readable;
  // A server or proxy without ranges sends the object from its beginning.
  if (ContentRange?.startsWith(`bytes ${start}-${end - 1}/`) !== true) {
    body.destroy();
    const answer = ContentRange ?? 'the whole object';
    throw new StoreError('READ_FAILED', `S3 was asked for ${range} of ${s3Url(object)} and sent ${answer}`);
  }
  return signal === undefined ? body : addAbortSignal(signal, body);
}

export function changedError(
  object: S3Location,
  isThere: boolean,
  use: 'read' | 'copied',
  cause: unknown,
): StoreError {
  const message = `${s3Url(object)} was ${isThere ? 'replaced' : 'deleted'} while it was ${use}`;
  return new StoreError('ARCHIVE_CHANGED', message, { cause });
}
