import { randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { concurrently } from '../concurrently.ts';
import type { BatchStore, ComposeRequest, StagedBatch } from '../ports/batch-store.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import { planFills, type Fill } from './fill-plan.ts';
import { makeDirectory, removeEmptyDirectories } from './make-directory.ts';
import { identityOf, StagedFile } from './staged-file.ts';

export interface DirectoryStoreOptions {
  /**
   * Waits until the disk has each batch before it gets its name (fsync), so that not even a power cut leaves half a
   * batch under a whole one's name. @default true
   */
  readonly durable?: boolean;
}

/**
 * Size of a buffer, and buffers in flight for each batch. Smaller ones pay for more calls, larger ones fall out of the
 * processor's cache and touch more memory anew; with one, reading waits for writing.
 */
const BUFFER_BYTES = 1024 * 1024;
const BUFFERS_PER_BATCH = 2;

/**
 * DirectoryStore writes batches as files of a directory, which is made when it is missing. A batch is written under
 * a temporary name in the same directory and renamed: under its key it is whole or absent. What it replaces is kept as
 * `{key}.old` until all batches of the split have their names.
 */
export class DirectoryStore implements BatchStore {
  readonly #directory: string;
  readonly #durable: boolean;
  readonly #idleBuffers: Uint8Array[] = [];
  /** The topmost directory that this store has made. */
  #topmostMade: string | undefined;
  /** Batches in the making: as long as there are any, no directory is removed. */
  #composing = 0;
  /** The last making or removing of the directory. */
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(directory: string, options: DirectoryStoreOptions = {}) {
    this.#directory = resolve(directory);
    this.#durable = options.durable ?? true;
  }

  async compose(request: ComposeRequest): Promise<StagedBatch> {
    let batch: StagedBatch | undefined;
    this.#composing++;
    try {
      await this.#inTurn(() => this.#makeDirectory());
      batch = await this.#stage(request);
      return batch;
    } finally {
      this.#composing--;
      if (batch === undefined) await this.#tidy();
    }
  }

  async #stage(request: ComposeRequest): Promise<StagedBatch> {
    const target = join(this.#directory, request.key);
    const temporary = join(this.#directory, `.biospex-batch-${randomBytes(8).toString('hex')}.partial`);
    try {
      const before = await identityOf(target);
      await this.#write(temporary, request);
      return new StagedFile({ temporary, target, before, durable: this.#durable }, () => this.#tidy());
    } catch (failure) {
      // The failure is what matters, also where cleaning up after it fails too.
      await rm(temporary, { force: true }).catch(() => undefined);
      throw failure;
    }
  }

  async #makeDirectory(): Promise<void> {
    const made = await makeDirectory(this.#directory);
    // What was made before may be there still, though what is in it was removed.
    if (made !== undefined && made.length < (this.#topmostMade?.length ?? Infinity)) this.#topmostMade = made;
  }

  async #write(path: string, { layout, source, signal, onBytes }: ComposeRequest): Promise<void> {
    const file = await open(path, 'wx');
    try {
      const fills = planFills(layout, BUFFER_BYTES);
      await concurrently(BUFFERS_PER_BATCH, BUFFERS_PER_BATCH, async () => {
        const buffer = this.#idleBuffers.pop() ?? new Uint8Array(BUFFER_BYTES);
        for (const fill of fills) {
          signal?.throwIfAborted();
          await readFill(source, fill, buffer, signal);
          await writeFully(file, buffer.subarray(0, fill.length), fill.position);
          onBytes(fill.length);
        }
        this.#idleBuffers.push(buffer);
      });
      if (this.#durable) await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Removes the directories that were made for the batches when they are empty again. */
  #tidy(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#composing > 0 || this.#topmostMade === undefined) return;
      await removeEmptyDirectories(this.#directory, this.#topmostMade);
    });
  }

  /** One batch after the other: what one removes, another may be about to make a directory in. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }
}

async function readFill(
  source: ByteSource,
  { pieces }: Fill,
  buffer: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  await concurrently(pieces.length, pieces.length, async (i) => {
    const piece = pieces[i]!;
    const target = buffer.subarray(piece.offset, piece.offset + piece.length);
    if ('bytes' in piece) target.set(piece.bytes);
    else await source.read(target, piece.start, signal);
  });
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}
