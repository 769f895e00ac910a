import { createHash } from 'node:crypto';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Layout } from '@biospex/batch-core';
import type { S3Location } from '../s3-url.ts';

/** The fields of a batch in every request that creates it. */
export interface BatchObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: 'application/zip';
  readonly Metadata: { readonly [DIGEST]: string };
}

const DIGEST = 'layout-digest';
/** An older batch is made again: the bucket's rule may be about to expire it. */
const MAX_AGE_MS = 24 * 3_600_000;

/** @param archive says which archive the layout's ranges refer to */
export function batchObject({ bucket, key }: S3Location, layout: Layout, archive: string): BatchObject {
  const Metadata = { [DIGEST]: layoutDigest(layout, archive) };
  return { Bucket: bucket, Key: key, ContentType: 'application/zip', Metadata };
}

/** SHA-256 of archive and layout. Equal digests mean equal batches, so that a retry recognizes a finished one without reading it. */
function layoutDigest({ segments, size }: Layout, archive: string): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(['biospex-layout-1', archive, size, segments.length]));
  for (const segment of segments) {
    if (segment.kind === 'range') hash.update(`range ${segment.start} ${segment.end}\n`);
    else hash.update(`bytes ${segment.bytes.length}\n`).update(segment.bytes);
  }
  return hash.digest('hex');
}

/** Whether an object in S3 is this batch: same digest, same size, younger than a day. */
export function isFinished(
  found: HeadObjectCommandOutput | undefined,
  { Metadata }: BatchObject,
  size: number,
  now: number,
): boolean {
  const isYoung = now - (found?.LastModified?.getTime() ?? 0) < MAX_AGE_MS;
  return isYoung && found?.ContentLength === size && found.Metadata?.[DIGEST] === Metadata[DIGEST];
}
