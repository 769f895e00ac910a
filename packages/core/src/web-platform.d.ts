// All that the core uses of its host besides the language. Node 20.15, browsers, Deno, Bun and workers have it;
// anything else does not compile.

declare class TextEncoder {
  encode(input: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}

interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

interface ReadableStreamDefaultReader<T> {
  read(): Promise<{ done: false; value: T } | { done: true; value?: undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

declare class ReadableStream<T> {
  constructor(source: { pull(controller: { enqueue(chunk: T): void; close(): void }): Promise<void> });
  getReader(): ReadableStreamDefaultReader<T>;
  pipeThrough(transform: DecompressionStream): ReadableStream<Uint8Array<ArrayBuffer>>;
}

declare class DecompressionStream {
  constructor(format: 'deflate-raw');
}

declare class Blob {
  constructor(parts: (Blob | Uint8Array)[], options?: { type?: string });
  readonly size: number;
  slice(start: number, end: number): Blob;
  arrayBuffer(): Promise<ArrayBuffer>;
}
