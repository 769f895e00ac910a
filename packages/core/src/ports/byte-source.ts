import { BatchError, messageOf, StoreError } from '../errors.ts';

/**
 * ByteSource is random access to the bytes of an archive that does not change while it is read.
 *
 * The caller owns the buffer, so an implementation allocates nothing and memory stays bounded.
 */
export interface ByteSource {
  /** Whole size in bytes: a safe integer, constant. */
  readonly size: number;
  /**
   * Fills `target` with the bytes from `start` on, wholly, or rejects with whatever error the medium gave.
   * May be called many times at once. Never called with a range that is not inside `[0, size)`.
   */
  read(target: Uint8Array, start: number, signal?: AbortSignal): Promise<void>;
  /**
   * Rejects when the archive is no longer what it was when the source was opened: called before batches are published.
   * A source whose every read would reject then has no need of it.
   */
  checkUnchanged?(): Promise<void>;
}

/**
 * Wraps what an archive's source throws in a StoreError `READ_FAILED` or `ARCHIVE_CHANGED`, once, and stops reading when
 * `signal` is aborted.
 */
export function guardSource(source: ByteSource, signal?: AbortSignal): Required<ByteSource> {
  return {
    size: source.size,
    async checkUnchanged() {
      try {
        await source.checkUnchanged?.();
      } catch (cause) {
        if (cause instanceof BatchError) throw cause;
        const message = `the archive changed while it was read: ${messageOf(cause)}`;
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
