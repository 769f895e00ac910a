import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and the missing ones above it, and gives the topmost that it made, or undefined when the directory
 * was there. (Node's own recursive mkdir never ends where a directory cannot have children, such as `/proc/x`.)
 */
export async function makeDirectory(path: string): Promise<string | undefined> {
  const parent = dirname(path);
  try {
    return await makeOne(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
  }
  const topmost = await makeDirectory(parent);
  try {
    const made = await makeOne(path);
    return topmost ?? made;
  } catch (error) {
    if (topmost !== undefined) await removeEmptyDirectories(parent, topmost);
    throw error;
  }
}

/** Gives the path when it made the directory, undefined when it was there. */
async function makeOne(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(path)).isDirectory())
      return undefined;
    throw error;
  }
}

/** Removes a directory and those above it up to `topmost`, as far as they are empty. */
export async function removeEmptyDirectories(path: string, topmost: string): Promise<void> {
  for (let directory = path; directory.length >= topmost.length; directory = dirname(directory)) {
    try {
      await rmdir(directory);
    } catch {
      // Not empty: other batches, or somebody else's files.
      return;
    }
  }
}
