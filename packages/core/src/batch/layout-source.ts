import type { ByteSource } from '../ports/byte-source.ts';
import { segmentLength, type Layout, type Segment } from '../ports/layout.ts';
import { firstFrom } from '../zip/first-from.ts';

/** LayoutSource reads a batch ZIP that was never written: its bytes come from the layout and the archive. */
export class LayoutSource implements ByteSource {
  readonly size: number;
  readonly #segments: readonly Segment[];
  /** Where each segment starts in the batch. */
  readonly #starts: Float64Array;
  readonly #archive: ByteSource;

  constructor({ segments, size }: Layout, archive: ByteSource) {
    this.size = size;
    this.#segments = segments;
    this.#archive = archive;
    let start = 0;
    this.#starts = Float64Array.from(segments, (segment) => {
      start += segmentLength(segment);
      return start - segmentLength(segment);
    });
  }

  async read(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void> {
    let done = 0;
    for (let i = firstFrom(this.#starts, start + 1) - 1; done < target.length; i++) {
      const segment = this.#segments[i]!;
      const from = start + done - this.#starts[i]!;
      const part = target.subarray(done, done + segmentLength(segment) - from);
      if (segment.kind === 'bytes') part.set(segment.bytes.subarray(from, from + part.length));
      else await this.#archive.read(part, segment.start + from, signal);
      done += part.length;
    }
  }
}
