import { Readable } from 'node:stream';
import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { ComposeRequest } from '@biospex/batch-core';
import type { LimitFunction } from 'p-limit';
import { awsCodeOf, requestError } from '../aws-error.ts';
import { S3_LIMITS } from '../parts/part-limits.ts';
import { s3Url } from '../s3-url.ts';
import { isFinished, type BatchObject } from './batch-object.ts';
import { layoutChunks } from './layout-chunks.ts';

type BatchRequest = Pick<ComposeRequest, 'layout' | 'source' | 'signal' | 'onBytes'>;
type Send = (command: unknown, options?: unknown) => Promise<unknown>;

/** Parts of a batch in flight, each of them in memory. */
const PARTS_IN_FLIGHT = 4;

/** Uploads a batch of an archive that is somewhere else: all of its bytes travel. */
export async function uploadFromSource(
  client: S3Client,
  object: BatchObject,
  request: BatchRequest,
  requests: LimitFunction,
): Promise<void> {
  const { layout, signal } = request;
  const stop = new AbortController();
  const stopped = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const fail = (failure: unknown): never => {
    stop.abort(failure);
    throw failure;
  };
  const chunks = layoutChunks({ ...request, signal: stopped });
  const upload = new Upload({
    client: stoppingClient(client, requests, stopped, fail),
    params: { ...object, Body: Readable.from(catching(chunks, fail), { objectMode: false }) },
    partSize: Math.max(S3_LIMITS.packBytes, Math.ceil(layout.size / S3_LIMITS.maxParts)),
    queueSize: PARTS_IN_FLIGHT,
  });
  try {
    await upload.done();
  } catch (cause) {
    signal?.throwIfAborted();
    // The first failure, where Upload would give that of cleaning up.
    const failure: unknown = stop.signal.aborted ? stop.signal.reason : cause;
    if (awsCodeOf(failure) === 'NoSuchUpload' && (await isFinished(client, object, layout.size))) return;
    if ((failure as { $metadata?: unknown } | null)?.$metadata === undefined) throw failure;
    throw requestError(`${s3Url({ bucket: object.Bucket, key: object.Key })} cannot be written`, failure);
  }
}

/**
 * Upload goes on with the other parts when one fails, knows no way to stop a request, and aborts while parts are under way
 * when it is told to abort. So it is not told: its requests and its body fail, each lane ends, and then it cleans up.
 */
function stoppingClient(
  client: S3Client,
  requests: LimitFunction,
  stopped: AbortSignal,
  fail: (failure: unknown) => never,
): S3Client {
  const send: Send = (command) => {
    const sendPlain = client.send.bind(client) as Send;
    if (command instanceof AbortMultipartUploadCommand) return sendPlain(command);
    return requests(() => {
      stopped.throwIfAborted();
      // An upload whose id never came back could not be aborted.
      if (command instanceof CreateMultipartUploadCommand) return sendPlain(command);
      return sendPlain(command, { abortSignal: stopped });
    }).catch(fail);
  };
  return Object.create(client, { send: { value: send } }) as S3Client;
}

async function* catching<T>(items: AsyncIterable<T>, fail: (failure: unknown) => never): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (failure) {
    fail(failure);
  }
}
