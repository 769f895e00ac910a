import { mkdir, open, rename, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import type { StagedBatch } from '../ports/batch-store.ts';

/** Holds the batches of a split until all of them are whole. Only one split at a time can make it. */
const STAGING_NAME = '.biospex-batch.partial';

/**
 * Staging is a hidden directory inside a directory, in which batches are written until they are renamed. It is made with the
 * first batch, the directory too if it is missing, and goes with the last. While it is there, another split fails.
 */
export class Staging {
  readonly directory: string;
  readonly #path: string;
  readonly #durable: boolean;
  /** Batches that are being written, or are written and neither published nor discarded. */
  #heldCount = 0;
  /** The last making or removing of the hidden directory. */
  #ready: Promise<void> = Promise.resolve();

  /** @param durable whether renamed batches are to survive a power cut */
  constructor(directory: string, durable: boolean) {
    this.directory = resolve(directory);
    this.#path = join(this.directory, STAGING_NAME);
    this.#durable = durable;
  }

  /** Lets `write` write a file or a directory of this name out of sight. */
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

  /** The first batch makes the directories. */
  async #hold(): Promise<void> {
    if (this.#heldCount++ === 0)
      this.#ready = this.#ready.catch(() => undefined).then(() => makeStaging(this.directory, this.#path));
    await this.#ready.catch((failure: unknown) => {
      this.#heldCount--;
      throw failure;
    });
  }

  /** The last batch takes the hidden directory with it. */
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
    const message = 'another split writes into this directory; if none is running, one was killed: remove';
    throw new Error(`${message} ${staging}`, { cause });
  });
}

/** Waits until the disk has the entries of a directory. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows does not let a directory be opened, and writes its entries through.
  if (platform() === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
