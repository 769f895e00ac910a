import { BatchError, messageOf, StoreError } from '../../errors.ts';
import type { ByteSource } from '../../ports/byte-source.ts';
import { beyondMaximum, choosePlace, type ChosenPlace } from './choose-place.ts';
import type { SpoolMedium, SpoolPlace } from './spool-place.ts';

const BUFFER_BYTES = 1024 * 1024;
/** Full buffers that may wait for the disk before whoever fills them has to. */
const MAX_WAITING = 3;
/** Less is written as zeros: a write of its own for what comes behind would take longer. */
const MIN_HOLE_BYTES = 16 * 1024;
/** What a full disk, or a full share of it, answers. */
const FULL: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * Spool takes bytes one after the other and is then read like an archive. It moves to the next of its places when one does
 * not take any more. Nothing of it is left once it is disposed of.
 */
export class Spool {
  readonly #free: Uint8Array[] = [];
  readonly #signal: AbortSignal | undefined;
  #chosen: ChosenPlace;
  #medium: SpoolMedium;
  #buffer: Uint8Array = new Uint8Array(BUFFER_BYTES);
  #bufferStart = 0;
  #filled = 0;
  /** End of what is written. */
  #extent = 0;
  /** Bytes that were appended, those that are still in memory not counted. */
  #occupied = 0;
  #writes = Promise.resolve();
  #waiting = 0;
  #failure: Error | undefined;
  #isClosed = false;

  private constructor(chosen: ChosenPlace, medium: SpoolMedium, signal: AbortSignal | undefined) {
    this.#chosen = chosen;
    this.#medium = medium;
    this.#signal = signal;
  }

  /**
   * Opens a spool where there is room for `expectedBytes`; it may become larger. Once `signal` is aborted, it does not go on
   * moving to another place, which can take minutes.
   *
   * @throws InputError ARCHIVE_TOO_LARGE, StoreError SPOOL_FAILED
   */
  static async open(
    places: readonly SpoolPlace[],
    expectedBytes: number,
    signal?: AbortSignal,
  ): Promise<Spool> {
    const chosen = await choosePlace(places, expectedBytes);
    return new Spool(chosen, await opening(chosen.place), signal);
  }

  /** Bytes so far, those that were skipped among them. */
  get size(): number {
    return this.#bufferStart + this.#filled;
  }

  /** The place where it lies. */
  get placeName(): string {
    return this.#chosen.place.name;
  }

  /** Appends a copy of `bytes`. Await `settle` now and then: until it resolves they may be in memory only. */
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

  /** Goes on behind `length` bytes that are never written, and read as zeros. */
  skip(length: number): void {
    if (length < MIN_HOLE_BYTES) {
      this.append(new Uint8Array(length));
      return;
    }
    this.#flush();
    this.#bufferStart += length;
  }

  /** Replaces bytes that were appended before. */
  patch(position: number, bytes: Uint8Array): void {
    const offset = position - this.#bufferStart;
    if (offset >= 0) this.#buffer.set(bytes, offset);
    else if (offset + bytes.length <= 0) this.#write(bytes, position);
    else {
      this.#write(bytes.subarray(0, -offset), position);
      this.#buffer.set(bytes.subarray(-offset));
    }
  }

  /**
   * Resolves when there is room for more in memory.
   *
   * @throws InputError ARCHIVE_TOO_LARGE, StoreError SPOOL_FAILED
   */
  async settle(): Promise<void> {
    if (this.#waiting > MAX_WAITING) await this.#writes;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * Ends the writing. The source is good until the spool is disposed of.
   *
   * @throws InputError ARCHIVE_TOO_LARGE, StoreError SPOOL_FAILED
   */
  async finish(): Promise<ByteSource> {
    this.#flush();
    await this.#writes;
    await this.settle();
    const { size } = this;
    try {
      await this.#medium.resize(size);
    } catch (error) {
      throw spoolError(this.#chosen.place, error);
    }
    return { size, read: (target, start) => this.#medium.read(target, start) };
  }

  async dispose(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#writes;
    await this.#medium.close();
  }

  #flush(): void {
    if (this.#filled === 0) return;
    const buffer = this.#buffer;
    this.#occupied += this.#filled;
    this.#write(buffer.subarray(0, this.#filled), this.#bufferStart, () => this.#free.push(buffer));
    this.#bufferStart += this.#filled;
    this.#filled = 0;
    this.#buffer = this.#free.pop() ?? new Uint8Array(BUFFER_BYTES);
  }

  /** Queues a write; a failure ends all that follow. */
  #write(bytes: Uint8Array, position: number, done?: () => void): void {
    this.#waiting++;
    this.#writes = this.#writes.then(async () => {
      try {
        if (this.#failure === undefined) await this.#writeOrMove(bytes, position);
      } catch (failure) {
        this.#failure = failure as Error;
      }
      this.#waiting--;
      done?.();
    });
  }

  async #writeOrMove(bytes: Uint8Array, position: number): Promise<void> {
    for (;;) {
      const { place, limit } = this.#chosen;
      try {
        if (this.#occupied > limit) throw Object.assign(new Error('it is full'), { code: 'ENOSPC' });
        await this.#medium.write(bytes, position);
        this.#extent = Math.max(this.#extent, position + bytes.length);
        return;
      } catch (error) {
        if (!FULL.includes((error as NodeJS.ErrnoException).code)) throw spoolError(place, error);
        await this.#move(error as Error);
      }
    }
  }

  /** Takes everything to the next place that has room for it. */
  async #move(full: Error): Promise<void> {
    const { place, others, refusals } = this.#chosen;
    const refusal =
      this.#occupied > place.maxBytes
        ? beyondMaximum(place)
        : { reason: `${place.name}: ${full.message}`, isForNow: true };
    const chosen = await choosePlace(others, this.#occupied, [...refusals, refusal]);
    const medium = await opening(chosen.place);
    try {
      await copy(this.#medium, medium, this.#extent, this.#signal);
    } catch (error) {
      await medium.close().catch(() => undefined);
      throw spoolError(chosen.place, error);
    }
    const left = this.#medium;
    this.#medium = medium;
    this.#chosen = chosen;
    await left.close().catch((error: unknown) => {
      throw spoolError(place, error);
    });
  }
}

async function opening(place: SpoolPlace): Promise<SpoolMedium> {
  try {
    return await place.open();
  } catch (error) {
    throw spoolError(place, error);
  }
}

async function copy(
  from: SpoolMedium,
  to: SpoolMedium,
  size: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  for (let position = 0; position < size; position += BUFFER_BYTES) {
    signal?.throwIfAborted();
    const part = buffer.subarray(0, Math.min(BUFFER_BYTES, size - position));
    await from.read(part, position);
    await to.write(part, position);
  }
}

function spoolError(place: SpoolPlace, cause: unknown): Error {
  if (cause instanceof BatchError) return cause;
  return new StoreError(
    'SPOOL_FAILED',
    `the archive cannot be unpacked in ${place.name}: ${messageOf(cause)}`,
    {
      cause,
    },
  );
}
