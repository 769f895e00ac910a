/** Bytes `[start, end)` of the source archive, taken as they are. */
export interface RangeSegment {
  readonly kind: 'range';
  readonly start: number;
  readonly end: number;
}

/** Bytes that are new: headers, the batch's manifest, its central directory. */
export interface BytesSegment {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

export type Segment = RangeSegment | BytesSegment;

/**
 * Layout is a batch ZIP as plain data: the concatenation of its segments, in order. The same archive and options
 * always give the same layout. Neighbouring ranges are one range; no segment is empty. Its bytes may be views of larger
 * buffers: they are not to be changed.
 */
export interface Layout {
  readonly segments: readonly Segment[];
  /** Sum of the segments' lengths in bytes. */
  readonly size: number;
}
