import type { Segment } from '@biospex/batch-core';

/** Bytes `[start, end)` of the archive that S3 copies itself. */
export interface CopyPart {
  readonly kind: 'copy';
  readonly start: number;
  readonly end: number;
}

/** Bytes that are put together here and uploaded: the concatenation of the pieces. */
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
