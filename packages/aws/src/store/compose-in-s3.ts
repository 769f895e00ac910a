import {
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { StoreError, type ComposeRequest } from '@biospex/batch-core';
import type { LimitFunction } from 'p-limit';
import { httpStatusOf, requestError } from '../aws-error.ts';
import { sendOptions } from '../client/send-options.ts';
import type { CopyPart, PackPart } from '../parts/part.ts';
import { planParts } from '../parts/plan-parts.ts';
import { s3Url } from '../s3-url.ts';
import type { S3Source } from '../source/s3-source.ts';
import type { BatchObject } from './batch-object.ts';
import type { ByteBudget } from './byte-budget.ts';
import { uploadParts, type WritePart } from './multipart-upload.ts';
import { readPack } from './pack-reader.ts';

/** What all batches of a store share. */
export interface SharedLimits {
  /** Requests in flight. */
  readonly requests: LimitFunction;
  /** Bytes of packs in memory. */
  readonly memory: ByteBudget;
}

type BatchRequest = Pick<ComposeRequest, 'layout' | 'signal' | 'onBytes'>;

/** Composes a batch of an archive that is in S3 itself: S3 copies its long ranges, only the rest travels. */
export async function composeInS3(
  client: S3Client,
  archive: S3Source,
  object: BatchObject,
  { layout, signal, onBytes }: BatchRequest,
  { requests, memory }: SharedLimits,
): Promise<void> {
  const { parts, single } = planParts(layout);

  const putWhole = (pack: PackPart): Promise<void> =>
    memory.with(pack.size, async () => {
      const body = await readPack(archive, pack, requests, signal);
      // Told before the batch is there: who is told may still stop it.
      onBytes(pack.size);
      const command = new PutObjectCommand({ ...object, Body: body });
      await requests(() => sending(object, signal, () => client.send(command, sendOptions(signal))));
    });

  const writePack =
    (pack: PackPart): WritePart =>
    (upload, PartNumber, stop) =>
      memory.with(pack.size, async () => {
        stop.throwIfAborted();
        const body = await readPack(archive, pack, requests, stop);
        const command = new UploadPartCommand({ ...upload, PartNumber, Body: body });
        const answer = await requests(() =>
          sending(object, stop, () => client.send(command, sendOptions(stop))),
        );
        onBytes(pack.size);
        return answer.ETag!;
      });

  const writeCopy =
    ({ start, end }: CopyPart): WritePart =>
    (upload, PartNumber, stop) =>
      requests(async () => {
        const command = new UploadPartCopyCommand({
          ...upload,
          PartNumber,
          CopySource: copySourceOf(archive),
          CopySourceIfMatch: archive.etag,
          CopySourceRange: `bytes=${start}-${end - 1}`,
        });
        const answer = await sending(object, stop, () => client.send(command, sendOptions(stop)), archive);
        onBytes(end - start);
        return answer.CopyPartResult!.ETag!;
      });

  const [first] = parts;
  if (single && first?.kind === 'pack') return putWhole(first);
  const writers = parts.map((part) => (part.kind === 'copy' ? writeCopy(part) : writePack(part)));
  return uploadParts(client, object, layout.size, writers, signal);
}

/** S3 decodes it like a URL's path, where a `+` in a key would become a space. */
function copySourceOf({ bucket, key }: S3Source): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

/** Sends unless it is stopped already, and says of a failure which object it is about. */
async function sending<T>(
  { Bucket, Key }: BatchObject,
  signal: AbortSignal | undefined,
  send: () => Promise<T>,
  archive?: S3Source,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await send();
  } catch (cause) {
    signal?.throwIfAborted();
    if (archive !== undefined && httpStatusOf(cause) === 412)
      throw new StoreError('ARCHIVE_CHANGED', `${s3Url(archive)} was replaced while it was copied`, {
        cause,
      });
    throw requestError(`${s3Url({ bucket: Bucket, key: Key })} cannot be written`, cause);
  }
}
