import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsCodeOf, requestError } from '../aws-error.ts';
import { s3Url } from '../s3-url.ts';
import { isFinished, type BatchObject } from './batch-object.ts';
import { stopTogether } from './stop-together.ts';

/** A multipart upload that is under way. */
export interface OpenUpload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

/** Writes one part and gives its ETag. */
export type WritePart = (upload: OpenUpload, partNumber: number, signal: AbortSignal) => Promise<string>;

/**
 * Makes an object out of parts, all written side by side. When anything fails or `signal` is aborted, every part has
 * stopped before the upload is aborted: a part that came after it would stay, and cost money, unseen.
 */
export async function uploadParts(
  client: S3Client,
  object: BatchObject,
  size: number,
  writers: readonly WritePart[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const upload = await create(client, object);
  try {
    const etags = await stopTogether(
      writers.map((write, i) => (stop: AbortSignal) => write(upload, i + 1, stop)),
      signal,
    );
    const parts = etags.map((ETag, i): CompletedPart => ({ PartNumber: i + 1, ETag }));
    await complete(client, upload, parts);
  } catch (failure) {
    // The failure is what matters; where the abort fails too, the bucket's lifecycle rule removes the parts.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    if (isUnknown(failure) && (await isFinished(client, object, size).catch(() => false))) return;
    throw failure;
  }
}

/** Not stopped by a signal: an upload whose id never came back could not be aborted. */
async function create(client: S3Client, object: BatchObject): Promise<OpenUpload> {
  const { Bucket, Key } = object;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object)).catch((cause: unknown) => {
    throw requestError(`no upload of ${s3Url({ bucket: Bucket, key: Key })} could be started`, cause);
  });
  return { Bucket, Key, UploadId: UploadId! };
}

async function complete(client: S3Client, upload: OpenUpload, parts: CompletedPart[]): Promise<void> {
  try {
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }));
  } catch (cause) {
    throw requestError(
      `the upload of ${s3Url({ bucket: upload.Bucket, key: upload.Key })} could not be completed`,
      cause,
    );
  }
}

/**
 * S3 knows no such upload any more: an equal job has finished the batch and aborted what was left of it; or it was completed,
 * the answer got lost on its way, and the SDK has tried again.
 */
function isUnknown(failure: unknown): boolean {
  return failure instanceof Error && awsCodeOf(failure.cause) === 'NoSuchUpload';
}
