import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../output/printable.ts';
import { MANIFEST_NAME, reportOddName, type BatchImage, type OpenedBatch } from './open-batch.ts';
import type { Problems } from './problems.ts';

/** What file managers leave in a folder that was looked at; Zooniverse takes none of it. */
const LEFT_BY_SYSTEMS = /^(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i;

/**
 * Opens a batch that is a folder, and lets `work` use it. Where it cannot be read, that is a problem, and the result
 * undefined.
 */
export async function withFolder<Result>(
  path: string,
  name: string,
  problems: Problems,
  work: (batch: OpenedBatch) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    const names = (await readdir(path)).filter((file) => !LEFT_BY_SYSTEMS.test(file));
    if (!names.includes(MANIFEST_NAME)) {
      problems.add(`${name} has no ${MANIFEST_NAME}`);
      return undefined;
    }
    const images = new Map<string, BatchImage>();
    let bytes = 0;
    for (const [position, file] of names.entries()) {
      const found = await stat(join(path, file));
      bytes += found.size;
      reportOddName(file, name, problems);
      if (!found.isFile()) problems.add(`${name}: ${quoted(file)} is not a file`);
      else if (file !== MANIFEST_NAME)
        images.set(file, { position, crc32: undefined, read: () => readFile(join(path, file)) });
    }
    const manifest = await readFile(join(path, MANIFEST_NAME));
    return await work({ manifest, images, bytes, throwIfUnread: () => undefined });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    problems.add(`${name} cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
