import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, dirname } from 'node:path';
import type { StagedBatch } from '../ports/batch-store.ts';

export interface StagedFileFacts {
  /** Where the batch is written, in the same directory as `target`. */
  readonly temporary: string;
  readonly target: string;
  /** What stood at `target` when the batch was begun. */
  readonly before: FileIdentity | undefined;
  /** Flushes the directory after the renaming. */
  readonly durable: boolean;
}

/** FileIdentity tells a file from any other that may take its name: device, inode, time of modification. */
export type FileIdentity = string;

/**
 * StagedFile gives a file its name, and keeps the one that had it until it is settled. It never takes the place of a file
 * that came meanwhile: of two splits into one directory, one stops at its first batch.
 */
export class StagedFile implements StagedBatch {
  readonly #facts: StagedFileFacts;
  readonly #aside: string;
  readonly #removed: () => Promise<void>;
  #state: 'staged' | 'published' | 'gone' = 'staged';
  /** The batch under its own name. */
  #published: FileIdentity | undefined;

  /** `removed` is called when the batch has been removed. */
  constructor(facts: StagedFileFacts, removed: () => Promise<void>) {
    this.#facts = facts;
    this.#aside = `${facts.target}.old`;
    this.#removed = removed;
  }

  async publish(): Promise<void> {
    const { temporary, target, before, durable } = this.#facts;
    this.#published = await identityOf(temporary);
    if (before === undefined) {
      await linkOrMove(temporary, target, 'another split wrote it meanwhile');
      this.#state = 'published';
      await rm(temporary, { force: true });
    } else {
      await this.#replace(before);
      this.#state = 'published';
    }
    if (durable) await syncDirectory(dirname(target));
  }

  async discard(): Promise<void> {
    const { temporary, target, before } = this.#facts;
    const state = this.#state;
    this.#state = 'gone';
    try {
      // What another split has put there since is not this one's to remove.
      if (state === 'published' && (await identityOf(target)) === this.#published) {
        if (before === undefined) await rm(target, { force: true });
        else await rename(this.#aside, target);
      }
    } finally {
      if (state !== 'gone') await rm(temporary, { force: true });
      await this.#removed();
    }
  }

  async settle(): Promise<void> {
    if (this.#facts.before !== undefined) await rm(this.#aside, { force: true });
  }

  async #replace(before: FileIdentity): Promise<void> {
    const { temporary, target } = this.#facts;
    // A second name for the old batch, which only one split can give.
    await linkOrMove(
      target,
      this.#aside,
      `another split is replacing it, or was killed at that; once none is running, remove ${basename(this.#aside)}, or rename it to ${basename(target)} to have the old batch back`,
    );
    try {
      if ((await identityOf(this.#aside)) !== before) throw new Error('another split replaced it meanwhile');
      await rename(temporary, target);
    } catch (failure) {
      await rename(this.#aside, target);
      await rm(this.#aside, { force: true });
      throw failure;
    }
  }
}

/** @throws EISDIR for a directory, EEXIST for what is neither that nor a file; gives undefined where there is nothing */
export async function identityOf(path: string): Promise<FileIdentity | undefined> {
  const stats = await lstat(path, { bigint: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (stats?.isDirectory() === true)
    throw Object.assign(new Error(`${path} is a directory`), { code: 'EISDIR', path });
  // A pipe or a socket is somebody's: it cannot be put back once it is replaced.
  if (stats !== undefined && !stats.isFile() && !stats.isSymbolicLink())
    throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EEXIST', path });
  return stats && `${stats.dev}:${stats.ino}:${stats.mtimeNs}`;
}

/** What file systems without hard links (FAT, some network shares) answer. */
const NO_LINKS: readonly (string | undefined)[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives a file a second name, or a new one where there are no hard links; rejects, saying `taken`, if it is taken. */
async function linkOrMove(from: string, to: string, taken: string): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isFree = NO_LINKS.includes(code) && (await identityOf(to)) === undefined;
    if (isFree) await rename(from, to);
    else if (code === 'EEXIST' || NO_LINKS.includes(code)) throw new Error(taken, { cause });
    else throw cause;
  }
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
