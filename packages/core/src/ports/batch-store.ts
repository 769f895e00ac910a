import type { Layout } from './layout.ts';
import type { ByteSource } from './byte-source.ts';

/** BatchStore writes batches to a medium: a directory, a bucket, memory. */
export interface BatchStore {
  /**
   * Writes the bytes of `request.layout`, not yet visible under `request.key`, and resolves when all are safe. After a
   * failure or abort it leaves nothing, and rejects with the medium's own error or `signal.reason`.
   */
  compose(request: ComposeRequest): Promise<StagedBatch>;
  /**
   * Composes all batches of a split, in the order of their keys, for a store where one read serves many batches. The
   * store decides how many run at a time. When it rejects, it has removed what it wrote, as `discard` does.
   * @default `compose` is called for each batch
   */
  composeAll?(request: ComposeAllRequest): Promise<readonly StagedBatch[]>;
}

interface ComposeContext {
  /** The archive that the layouts' ranges refer to. */
  readonly source: ByteSource;
  readonly signal?: AbortSignal | undefined;
  /** To be called with the number of bytes written since the last call. */
  readonly onBytes: (byteCount: number) => void;
}

export interface ComposeRequest extends ComposeContext {
  /** Bare file name of the batch, such as `export-part1.zip`: no separators, safe on any medium. */
  readonly key: string;
  readonly layout: Layout;
}

export interface ComposeAllRequest extends ComposeContext {
  readonly keys: readonly string[];
  /** Lays out batch `keys[i]`. Call it only when needed: all layouts of a large archive take much memory. */
  readonly layOut: (i: number) => Promise<Layout>;
}

/** StagedBatch is a complete batch that is not visible yet. */
export interface StagedBatch {
  /** Makes the batch visible under its key in one step, replacing any other. */
  publish(): Promise<void>;
  /** Removes the batch, published or not; what it replaced is lost. A second call does nothing. */
  discard(): Promise<void>;
}
