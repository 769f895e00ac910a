import { mkdir, open, rename, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import type { StagedBatch } from '../ports/batch-store.ts';

/** Holds the batches of a split until all are complete. Only one split at a time can create it. */
const STAGING_NAME = '.biospex-batch.partial';

/**
 * Staging is a hidden directory in which batches are written before they are renamed. It is created with the first
 * batch, as is its parent if missing, and removed with the last. While it exists, another split fails.
 */
export class Staging {
  readonly directory: string;
  readonly #path: string;
  readonly #durable: boolean;
  /** Batches being written, or written but neither published nor discarded. */
  #heldCount = 0;
  /** The last creation or removal of the hidden directory. */
  #ready: Promise<void> = Promise.resolve();

  /** @param durable whether renamed batches survive a power cut */
  constructor(directory: string, durable: boolean) {
    this.directory = resolve(directory);
    this.#path = join(this.directory, STAGING_NAME);
    this.#durable = durable;
  }

  /** Lets `write` create a file or directory of this name, out of sight. */
  async stage(name: string, write: (path: string) => Promise<void>): Promise<StagedBatch> {
    const target = join(this.directory, name);
    const staged = join(this.#path, name);
    await this.#hold();
    try {
      await write(staged);
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
        if (before === 'published') await rm(target, { recursive: true, force: true });
        if (before === 'staged') await this.#letGo();
      },
    };
  }

  /** The first batch creates the directories. */
  async #hold(): Promise<void> {
    if (this.#heldCount++ === 0)
      this.#ready = this.#ready.catch(() => undefined).then(() => makeStaging(this.directory, this.#path));
    await this.#ready.catch((failure: unknown) => {
      this.#heldCount--;
      throw failure;
    });
  }

  /** The last batch removes the hidden directory. */
  async #letGo(): Promise<void> {
    if (--this.#heldCount > 0) return;
    this.#ready = this.#ready.then(async () => {
      await rm(this.#path, { recursive: true, force: true });
      if (this.#durable) await syncDirectory(this.directory);
    });
    await this.#ready;
  }
}

async function makeStaging(directory: string, staging: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await mkdir(staging).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new Error(`another split is writing to ${directory}; if none is running, remove ${staging}`, {
      cause,
    });
  });
}

/** Flushes the entries of a directory to the disk. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory, and writes its entries through.
  if (platform() === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
