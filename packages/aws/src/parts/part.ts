import type { Segment } from '@biospex/batch-core';

/** Bytes `[start, end)` of the archive, copied by S3. */
export interface CopyPart {
  readonly kind: 'copy';
  readonly start: number;
  readonly end: number;
}

/** Pieces that are concatenated here and uploaded. */
export interface PackPart {
  readonly kind: 'pack';
  readonly size: number;
  readonly pieces: readonly Segment[];
}

export type Part = CopyPart | PackPart;

export function lengthOf(segment: Segment): number {
  return segment.kind === 'bytes' ? segment.bytes.length : segment.end - segment.start;
}

export function sizeOf(part: Part): number {
  return part.kind === 'copy' ? part.end - part.start : part.size;
}
