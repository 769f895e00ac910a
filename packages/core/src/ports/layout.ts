/** Bytes `[start, end)` of the source archive, unchanged. */
export interface RangeSegment {
  readonly kind: 'range';
  readonly start: number;
  readonly end: number;
}

/** New bytes: headers, the batch's manifest, its central directory. */
export interface BytesSegment {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

export type Segment = RangeSegment | BytesSegment;

export function segmentLength(segment: Segment): number {
  return segment.kind === 'bytes' ? segment.bytes.length : segment.end - segment.start;
}

/**
 * Layout describes a batch ZIP as the concatenation of its segments. The same archive and options always give the same
 * layout. Touching ranges are joined; no segment is empty. Bytes may be views of larger buffers: do not change them.
 */
export interface Layout {
  readonly segments: readonly Segment[];
  /** Size of the batch in bytes. */
  readonly size: number;
}
