import type { Layout, Segment } from '../ports/layout.ts';

/** LayoutBuilder builds a layout and joins touching ranges. It does not copy bytes. */
export class LayoutBuilder {
  readonly #segments: Segment[] = [];
  #size = 0;
  /** The last range, which may still grow. */
  #start = 0;
  #end = 0;

  /** Bytes so far: where the next addition starts in the batch. */
  get size(): number {
    return this.#size;
  }

  add(segment: Segment): void {
    if (segment.kind === 'range') this.addRange(segment.start, segment.end);
    else this.addBytes(segment.bytes);
  }

  addRange(start: number, end: number): void {
    if (start === end) return;
    if (start !== this.#end || this.#start === this.#end) {
      this.#closeRange();
      this.#start = start;
    }
    this.#end = end;
    this.#size += end - start;
  }

  addBytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#closeRange();
    this.#segments.push({ kind: 'bytes', bytes });
    this.#size += bytes.length;
  }

  finish(): Layout {
    this.#closeRange();
    return { segments: this.#segments, size: this.#size };
  }

  #closeRange(): void {
    if (this.#start < this.#end) this.#segments.push({ kind: 'range', start: this.#start, end: this.#end });
    this.#start = this.#end;
  }
}
