import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readdir, rm, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpoolMedium, SpoolPlace } from './spool-place.ts';

export interface DirectoryPlaceOptions {
  readonly directory: string;
  /** Makes the directory when it is missing, but not what it lies in. @default true */
  readonly isMade?: boolean;
  /** What messages call it. @default the directory */
  readonly name?: string;
  /** @default Infinity */
  readonly maxBytes?: number;
  /**
   * Leaves the spool its name until it is closed. Without it the file has none from the beginning, so that the system
   * frees it even when the process is killed; on a network file system that would leave a file nobody can tell. @default false
   */
  readonly keepsName?: boolean;
}

const DAY_MS = 86_400_000;
const NAME = /^biospex-spool-[\da-f]{32}$/;

/** A folder as a place for spools: a file for each. */
export function directoryPlace(options: DirectoryPlaceOptions): SpoolPlace {
  const { directory, isMade = true, name = directory, maxBytes = Infinity, keepsName = false } = options;
  return {
    name,
    maxBytes,
    async freeBytes() {
      if (isMade) await makeLeaf(directory);
      await access(directory, constants.W_OK | constants.X_OK);
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    },
    async open() {
      if (isMade) await makeLeaf(directory);
      const path = join(directory, `biospex-spool-${randomBytes(16).toString('hex')}`);
      const file = await open(path, 'wx+', 0o600);
      // Windows keeps the name of an open file; it is removed at the end then.
      if (!keepsName) await rm(path).catch(() => undefined);
      return fileMedium(file, path);
    },
  };
}

/**
 * Removes spools that crashed runs have left in a folder: files of that name that nobody has written to for so long, a day
 * unless told otherwise. What cannot be removed stays; a folder that is missing has none.
 *
 * @returns how many were removed
 */
export async function sweepSpools(
  directory: string,
  { olderThanMs = DAY_MS, now }: { readonly olderThanMs?: number; readonly now: number },
): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  let removed = 0;
  for (const path of names.filter((name) => NAME.test(name)).map((name) => join(directory, name))) {
    try {
      const stats = await lstat(path);
      if (!stats.isFile() || now - stats.mtimeMs < olderThanMs) continue;
      await unlink(path);
      removed++;
    } catch {
      // Another sweep was faster, or it is somebody else's.
    }
  }
  return removed;
}

async function makeLeaf(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function fileMedium(file: FileHandle, path: string): SpoolMedium {
  return {
    async write(bytes, position) {
      let written = 0;
      while (written < bytes.length) {
        const left = bytes.length - written;
        written += (await file.write(bytes, written, left, position + written)).bytesWritten;
      }
    },
    async read(target, position) {
      let filled = 0;
      while (filled < target.length) {
        const left = target.length - filled;
        const { bytesRead } = await file.read(target, filled, left, position + filled);
        if (bytesRead === 0) throw new Error(`the spool ends at byte ${position + filled}`);
        filled += bytesRead;
      }
    },
    resize: (size) => file.truncate(size),
    async close() {
      try {
        await file.close();
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}
