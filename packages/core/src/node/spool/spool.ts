import { randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, StoreError } from '../../errors.ts';
import type { ByteSource } from '../../ports/byte-source.ts';
import { readDescriptor } from '../read-descriptor.ts';
import { writeFully } from '../write-fully.ts';
import { choosePlace, nameOf, type ChosenPlace, type SpoolPlace } from './spool-place.ts';

export const SPOOL_NAME = /^biospex-spool-[\da-f]{32}$/;

const BUFFER_BYTES = 1024 * 1024;
/** Full buffers that may wait for the disk before the writer has to. */
const MAX_WAITING = 3;

/** Spool is a file that is written from start to end and then read like an archive. `dispose` removes it. */
export class Spool {
  readonly #chosen: ChosenPlace;
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #free: Uint8Array[] = [];
  #buffer: Uint8Array = new Uint8Array(BUFFER_BYTES);
  #bufferStart = 0;
  #filled = 0;
  /** Bytes appended, except those still in the buffer. */
  #occupied = 0;
  #writes = Promise.resolve();
  #waiting = 0;
  #failure: StoreError | undefined;

  private constructor(chosen: ChosenPlace, file: FileHandle, path: string) {
    this.#chosen = chosen;
    this.#file = file;
    this.#path = path;
  }

  /** Opens a spool for an archive of `archiveBytes`. @throws InputError ARCHIVE_TOO_LARGE, StoreError SPOOL_FAILED */
  static async open(places: readonly SpoolPlace[], archiveBytes: number): Promise<Spool> {
    const chosen = await choosePlace(places, archiveBytes);
    const { place } = chosen;
    const path = join(place.directory, `biospex-spool-${randomBytes(16).toString('hex')}`);
    try {
      const file = await open(path, 'wx+', 0o600);
      // Windows keeps the name of an open file; `dispose` removes it.
      if (place.keepsName !== true) await rm(path).catch(() => undefined);
      return new Spool(chosen, file, path);
    } catch (error) {
      throw spoolError(place, error);
    }
  }

  /** Bytes so far, including skipped ones. */
  get size(): number {
    return this.#bufferStart + this.#filled;
  }

  /** Appends a copy of `bytes`. Await `settle` now and then, or they pile up in memory. */
  append(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      const part = bytes.subarray(done, done + BUFFER_BYTES - this.#filled);
      this.#buffer.set(part, this.#filled);
      this.#filled += part.length;
      done += part.length;
      if (this.#filled === BUFFER_BYTES) this.#flush();
    }
  }

  /** Skips `length` bytes, which read as zeros. More must be appended after them. */
  skip(length: number): void {
    this.#flush();
    this.#bufferStart += length;
  }

  /** Replaces bytes appended before. */
  patch(position: number, bytes: Uint8Array): void {
    const offset = position - this.#bufferStart;
    const before = bytes.subarray(0, Math.max(0, -offset));
    if (before.length > 0) this.#write(before, position);
    this.#buffer.set(bytes.subarray(before.length), Math.max(0, offset));
  }

  /** Waits for room in memory. @throws StoreError SPOOL_FAILED */
  async settle(): Promise<void> {
    if (this.#waiting > MAX_WAITING) await this.#writes;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Ends the writing. The source is valid until `dispose`. @throws StoreError SPOOL_FAILED */
  async finish(): Promise<ByteSource> {
    this.#flush();
    await this.#writes;
    await this.settle();
    return { size: this.size, read: readDescriptor(this.#file.fd) };
  }

  async dispose(): Promise<void> {
    await this.#writes;
    try {
      await this.#file.close();
    } finally {
      await rm(this.#path, { force: true });
    }
  }

  #flush(): void {
    if (this.#filled === 0) return;
    const buffer = this.#buffer;
    this.#occupied += this.#filled;
    if (this.#occupied > this.#chosen.limit) this.#fail(new Error('no room is left'));
    this.#write(buffer.subarray(0, this.#filled), this.#bufferStart, () => this.#free.push(buffer));
    this.#bufferStart += this.#filled;
    this.#filled = 0;
    this.#buffer = this.#free.pop() ?? new Uint8Array(BUFFER_BYTES);
  }

  /** Queues a write; after a failure nothing more is written. */
  #write(bytes: Uint8Array, position: number, done?: () => void): void {
    this.#waiting++;
    this.#writes = this.#writes.then(async () => {
      try {
        if (this.#failure === undefined) await writeFully(this.#file, bytes, position);
      } catch (error) {
        this.#fail(error);
      }
      this.#waiting--;
      done?.();
    });
  }

  #fail(error: unknown): void {
    this.#failure ??= spoolError(this.#chosen.place, error);
  }
}

function spoolError(place: SpoolPlace, cause: unknown): StoreError {
  const message = `the archive cannot be unpacked in ${nameOf(place)}: ${messageOf(cause)}`;
  return new StoreError('SPOOL_FAILED', message, { cause });
}
