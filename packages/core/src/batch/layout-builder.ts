import type { Layout, Segment } from '../ports/layout.ts';

/** LayoutBuilder puts a layout together, joining ranges that touch. It keeps bytes without copying them. */
export class LayoutBuilder {
  readonly #segments: Segment[] = [];
  #size = 0;

  /** Bytes so far: the offset in the batch at which the next addition starts. */
  get size(): number {
    return this.#size;
  }

  add(segment: Segment): void {
    if (segment.kind === 'range') this.addRange(segment.start, segment.end);
    else this.addBytes(segment.bytes);
  }

  addRange(start: number, end: number): void {
    if (start === end) return;
    const last = this.#segments.at(-1);
    if (last?.kind === 'range' && last.end === start)
      this.#segments[this.#segments.length - 1] = { ...last, end };
    else this.#segments.push({ kind: 'range', start, end });
    this.#size += end - start;
  }

  addBytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#segments.push({ kind: 'bytes', bytes });
    this.#size += bytes.length;
  }

  finish(): Layout {
    return { segments: this.#segments, size: this.#size };
  }
}
