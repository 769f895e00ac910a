import type { Layout } from './layout.ts';
import type { ByteSource } from './byte-source.ts';

/** BatchStore is where batches are written: a directory, a bucket, memory. */
export interface BatchStore {
  /**
   * Writes the bytes of `request.layout` so that nobody sees them under `request.key` yet, and resolves when all
   * of them are safe. Rejects with the medium's own error, or `signal.reason` once aborted, leaving nothing behind.
   */
  compose(request: ComposeRequest): Promise<StagedBatch>;
  /**
   * Composes all batches of a split, in the order of their keys, for a store that makes many batches of one read. When it
   * rejects, it has cleaned up as `discard` does. How many are composed at the same time is the store's affair.
   * @default `compose` is called for each batch
   */
  composeAll?(request: ComposeAllRequest): Promise<readonly StagedBatch[]>;
}

interface ComposeContext {
  /** What the layouts' ranges refer to. */
  readonly source: ByteSource;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes written since the last call. */
  readonly onBytes: (byteCount: number) => void;
}

export interface ComposeRequest extends ComposeContext {
  /** Bare file name of the batch, such as `export-part1.zip`: no separators, safe on any medium. */
  readonly key: string;
  readonly layout: Layout;
}

export interface ComposeAllRequest extends ComposeContext {
  readonly keys: readonly string[];
  /** Lays out the batch `keys[i]`. All layouts of a large archive take much memory: a store asks when it needs one. */
  readonly layOut: (i: number) => Promise<Layout>;
}

/** StagedBatch is a batch that is written whole but not visible yet. */
export interface StagedBatch {
  /** Makes the batch visible under its key in one step, in place of what was there. */
  publish(): Promise<void>;
  /** Removes the batch, published or not. What it replaced is lost. Does nothing the second time. */
  discard(): Promise<void>;
}
