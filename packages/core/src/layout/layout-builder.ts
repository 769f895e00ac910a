import type { Layout, Segment } from './layout.ts';

/** LayoutBuilder puts a layout together, joining what touches. */
export class LayoutBuilder {
  readonly #segments: Segment[] = [];
  #pending: Uint8Array[] = [];
  #size = 0;

  /** Bytes so far: the offset in the batch at which the next addition starts. */
  get size(): number {
    return this.#size;
  }

  addRange(start: number, end: number): void {
    if (start === end) return;
    this.#flush();
    const last = this.#segments.at(-1);
    if (last?.kind === 'range' && last.end === start)
      this.#segments[this.#segments.length - 1] = { ...last, end };
    else this.#segments.push({ kind: 'range', start, end });
    this.#size += end - start;
  }

  addBytes(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#size += bytes.length;
  }

  finish(): Layout {
    this.#flush();
    return { segments: this.#segments, size: this.#size };
  }

  #flush(): void {
    const bytes = concatenate(this.#pending);
    if (bytes.length > 0) this.#segments.push({ kind: 'bytes', bytes });
    this.#pending = [];
  }
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
