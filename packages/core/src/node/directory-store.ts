import { mkdir, open, rename, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import { concurrently } from '../concurrently.ts';
import type { BatchStore, ComposeRequest, StagedBatch } from '../ports/batch-store.ts';
import { planFills, type Fill } from './fill-plan.ts';
import { writeFully } from './write-fully.ts';

export interface DirectoryStoreOptions {
  /**
   * Waits until the disk has each batch before it gets its name (fsync), so that not even a power cut leaves half a
   * batch under a whole one's name. @default true
   */
  readonly durable?: boolean;
}

/**
 * Size of a buffer, and buffers in flight for each batch. Smaller ones pay for more calls, larger ones fall out of the
 * processor's cache; with one, reading waits for writing.
 */
const BUFFER_BYTES = 1024 * 1024;
const BUFFERS_PER_BATCH = 2;

/** Holds the batches of a split until all of them are whole. Only one split at a time can make it. */
const STAGING_NAME = '.biospex-batch.partial';

/**
 * DirectoryStore writes batches as files of a directory, which is made when it is missing. They are staged in a hidden
 * directory inside it and renamed: under its key a batch is whole or absent. The hidden directory goes with the last
 * staged batch. While it is there, another split into the same directory fails.
 */
export class DirectoryStore implements BatchStore {
  readonly #directory: string;
  readonly #staging: string;
  readonly #durable: boolean;
  readonly #idleBuffers: Uint8Array[] = [];
  /** Batches that are being composed, or are composed and neither published nor discarded. */
  #heldCount = 0;
  /** The last making or removing of the hidden directory. */
  #stagingReady: Promise<void> = Promise.resolve();

  constructor(directory: string, options: DirectoryStoreOptions = {}) {
    this.#directory = resolve(directory);
    this.#staging = join(this.#directory, STAGING_NAME);
    this.#durable = options.durable ?? true;
  }

  async compose(request: ComposeRequest): Promise<StagedBatch> {
    const target = join(this.#directory, request.key);
    const staged = join(this.#staging, request.key);
    await this.#hold();
    try {
      await this.#write(staged, request);
    } catch (failure) {
      await this.#letGo();
      throw failure;
    }
    let state: 'staged' | 'published' | 'gone' = 'staged';
    return {
      publish: async () => {
        await rename(staged, target);
        state = 'published';
        await this.#letGo();
      },
      discard: async () => {
        const before = state;
        state = 'gone';
        if (before === 'published') await rm(target, { force: true });
        if (before === 'staged') await this.#letGo();
      },
    };
  }

  /** The first batch makes the directories. */
  async #hold(): Promise<void> {
    if (this.#heldCount++ === 0)
      this.#stagingReady = this.#stagingReady
        .catch(() => undefined)
        .then(() => makeStaging(this.#directory, this.#staging));
    await this.#stagingReady.catch((failure: unknown) => {
      this.#heldCount--;
      throw failure;
    });
  }

  /** The last batch takes the hidden directory with it. */
  async #letGo(): Promise<void> {
    if (--this.#heldCount > 0) return;
    this.#stagingReady = this.#stagingReady.then(async () => {
      await rm(this.#staging, { recursive: true, force: true });
      if (this.#durable) await syncDirectory(this.#directory);
    });
    await this.#stagingReady;
  }

  async #write(path: string, request: ComposeRequest): Promise<void> {
    const file = await open(path, 'w');
    try {
      const fills = planFills(request.layout, BUFFER_BYTES);
      await concurrently(BUFFERS_PER_BATCH, BUFFERS_PER_BATCH, async () => {
        const buffer = this.#idleBuffers.pop() ?? new Uint8Array(BUFFER_BYTES);
        for (const fill of fills) {
          request.signal?.throwIfAborted();
          await readFill(fill, buffer, request);
          await writeFully(file, buffer.subarray(0, fill.length), fill.position);
          request.onBytes(fill.length);
        }
        this.#idleBuffers.push(buffer);
      });
      if (this.#durable) await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function makeStaging(directory: string, staging: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await mkdir(staging).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    const message = 'another split writes into this directory; if none is running, one was killed: remove';
    throw new Error(`${message} ${staging}`, { cause });
  });
}

async function readFill(
  { pieces }: Fill,
  buffer: Uint8Array,
  { source, signal }: ComposeRequest,
): Promise<void> {
  await concurrently(pieces.length, pieces.length, async (i) => {
    const piece = pieces[i]!;
    const target = buffer.subarray(piece.offset, piece.offset + piece.length);
    if ('bytes' in piece) target.set(piece.bytes);
    else await source.read(target, piece.start, signal);
  });
}

async function syncDirectory(path: string): Promise<void> {
  // Windows does not let a directory be opened, and writes its entries through.
  if (platform() === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
