import type { S3Client } from '@aws-sdk/client-s3';
import { readJsonObject, writeJsonObject } from '@biospex/batch-aws';
import { JobError } from '../job-failure.ts';
import type { ReplyAddress } from '../message/trigger.ts';
import { requestLimit } from '../record-tools.ts';
import type { ResultMessage } from './result-message.ts';

/** What the bucket's lifecycle rule expires. */
export const TAGS = { biospex: 'batch' };

/** Marker stands for a message that is being answered, or is answered. */
export interface Marker {
  readonly result: ResultMessage;
  /** The invocation that answers. */
  readonly by: string;
  /** When it began to, in milliseconds since 1970. */
  readonly at: number;
  readonly isSent: boolean;
}

/** Why an attempt failed. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

type Place = Pick<ReplyAddress, 'bucket'>;

async function read<Value>(s3: S3Client, { bucket }: Place, key: string): Promise<Value | undefined> {
  if (bucket === undefined) return undefined;
  return (await readJsonObject(s3, { bucket, key }, requestLimit())) as Value | undefined;
}

/** False if it is there and may not be replaced. A message without a bucket leaves nothing. */
async function write(
  s3: S3Client,
  { bucket }: Place,
  key: string,
  value: object,
  onlyIfAbsent = false,
): Promise<boolean> {
  if (bucket === undefined) return true;
  return writeJsonObject(s3, { bucket, key }, value, { tags: TAGS, onlyIfAbsent, signal: requestLimit() });
}

const markerKey = (messageId: string): string => `batch/answered/${messageId}`;
const reasonKey = (messageId: string): string => `batch/reasons/${messageId}`;

/** @throws StoreError READ_FAILED */
export function readMarker(s3: S3Client, place: Place, messageId: string): Promise<Marker | undefined> {
  return read(s3, place, markerKey(messageId));
}

/** @throws StoreError WRITE_FAILED */
export async function writeMarker(
  s3: S3Client,
  place: Place,
  messageId: string,
  marker: Marker,
): Promise<void> {
  await write(s3, place, markerKey(messageId), marker);
}

/**
 * Makes the marker of a message, so that no other delivery answers it. A marker that is older than `claimMs` and does not say
 * that the result was sent belongs to an invocation that died: it is taken over.
 *
 * @returns false if the result is sent already
 * @throws JobError ANSWER_UNDER_WAY
 * @throws StoreError
 */
export async function claimAnswer(
  s3: S3Client,
  place: Place,
  messageId: string,
  { marker, claimMs }: { readonly marker: Marker; readonly claimMs: number },
): Promise<boolean> {
  if (await write(s3, place, markerKey(messageId), marker, true)) return true;
  const found = await readMarker(s3, place, messageId);
  if (found?.isSent === true) return false;
  // The same invocation finds its own marker if the answer to its first request got lost.
  const isOpen = found !== undefined && (found.by === marker.by || marker.at - found.at >= claimMs);
  if (!isOpen) throw new JobError('ANSWER_UNDER_WAY', 'another delivery of this message is being answered');
  await writeMarker(s3, place, messageId, marker);
  return true;
}

/** @throws StoreError READ_FAILED */
export function readReason(s3: S3Client, place: Place, messageId: string): Promise<Reason | undefined> {
  return read(s3, place, reasonKey(messageId));
}

/** Replaces the reason of an earlier attempt. @throws StoreError WRITE_FAILED */
export async function writeReason(
  s3: S3Client,
  place: Place,
  messageId: string,
  reason: Reason,
): Promise<void> {
  await write(s3, place, reasonKey(messageId), reason);
}
