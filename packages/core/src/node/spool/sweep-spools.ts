import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SPOOL_NAME } from './spool.ts';

const DAY_MS = 86_400_000;

/**
 * Removes spools that crashed runs left in a folder: files of that name that were not written to for `olderThanMs`, by
 * default a day. Files that cannot be removed stay.
 *
 * @returns how many were removed
 */
export async function sweepSpools(
  directory: string,
  { olderThanMs = DAY_MS, now }: { readonly olderThanMs?: number; readonly now: number },
): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  let removed = 0;
  for (const path of names.filter((name) => SPOOL_NAME.test(name)).map((name) => join(directory, name))) {
    try {
      const stats = await lstat(path);
      if (!stats.isFile() || now - stats.mtimeMs < olderThanMs) continue;
      await unlink(path);
      removed++;
    } catch {
      // Another sweep was faster, or the file belongs to somebody else.
    }
  }
  return removed;
}
