import { createHash } from 'node:crypto';
import type { Layout } from '@biospex/batch-core';

/**
 * SHA-256 of what a batch is made of: the segments of its layout, and which archive their ranges refer to. Equal digests
 * mean equal batches, so that a retry can tell a finished one without reading it.
 */
export function layoutDigest({ segments, size }: Layout, archiveIdentity: string): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(['biospex-layout-1', archiveIdentity, size, segments.length]));
  for (const segment of segments) {
    if (segment.kind === 'range') hash.update(`range ${segment.start} ${segment.end}\n`);
    else hash.update(`bytes ${segment.bytes.length}\n`).update(segment.bytes);
  }
  return hash.digest('hex');
}
