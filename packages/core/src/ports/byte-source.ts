import { BatchError, messageOf, StoreError } from '../errors.ts';

/**
 * ByteSource is random access to the bytes of an archive, which must not change meanwhile. The caller owns the buffers,
 * so that memory stays bounded.
 */
export interface ByteSource {
  /** Size in bytes: a safe integer, constant. */
  readonly size: number;
  /**
   * Fills all of `target` with the bytes from `start` on, or rejects with the medium's own error. It is called many
   * times at once, only for ranges inside `[0, size)`.
   */
  read(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void>;
  /**
   * Rejects if the archive has changed since it was opened. It is called before batches are published. Not needed if
   * every read would reject.
   */
  checkUnchanged?(): Promise<void>;
}

/** Wraps errors of a source once, in a StoreError `READ_FAILED` or `ARCHIVE_CHANGED`. Reads stop after an abort. */
export function guardSource(source: ByteSource, signal?: AbortSignal): Required<ByteSource> {
  return {
    size: source.size,
    async checkUnchanged() {
      try {
        await source.checkUnchanged?.();
      } catch (cause) {
        if (cause instanceof BatchError) throw cause;
        const message = `the archive changed while it was being read: ${messageOf(cause)}`;
        throw new StoreError('ARCHIVE_CHANGED', message, { cause });
      }
    },
    async read(target, start) {
      signal?.throwIfAborted();
      try {
        await source.read(target, start, signal);
      } catch (cause) {
        signal?.throwIfAborted();
        if (cause instanceof BatchError) throw cause;
        const end = start + target.length;
        const message = `bytes ${start} to ${end} of the archive cannot be read: ${messageOf(cause)}`;
        throw new StoreError('READ_FAILED', message, { cause, details: { start, end } });
      }
    },
  };
}

/** Reads the bytes `[start, end)` into a new buffer. */
export async function readRange(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const target = new Uint8Array(end - start);
  if (target.length > 0) await source.read(target, start);
  return target;
}
