import { segmentLength, type Layout } from '../ports/layout.ts';

/** A piece of a fill, for `offset` in the buffer: a range of the source, or bytes. */
export type Piece =
  | { readonly offset: number; readonly length: number; readonly start: number }
  | { readonly offset: number; readonly length: number; readonly bytes: Uint8Array };

/** Fill is the content of one buffer, to be written at `position` of the batch. */
export interface Fill {
  readonly position: number;
  readonly length: number;
  readonly pieces: readonly Piece[];
}

/** Cuts a layout into fills of `bufferBytes`; the last may be shorter. Large ranges are cut, small ones gathered. */
export function* planFills(layout: Layout, bufferBytes: number): Generator<Fill, void> {
  let position = 0;
  let length = 0;
  let pieces: Piece[] = [];
  for (const segment of layout.segments) {
    const total = segmentLength(segment);
    let done = 0;
    while (done < total) {
      const pieceLength = Math.min(total - done, bufferBytes - length);
      const place = { offset: length, length: pieceLength };
      pieces.push(
        segment.kind === 'bytes'
          ? { ...place, bytes: segment.bytes.subarray(done, done + pieceLength) }
          : { ...place, start: segment.start + done },
      );
      done += pieceLength;
      length += pieceLength;
      if (length < bufferBytes) continue;
      yield { position, length, pieces };
      position += length;
      length = 0;
      pieces = [];
    }
  }
  if (length > 0) yield { position, length, pieces };
}
