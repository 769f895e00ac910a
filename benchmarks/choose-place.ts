import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { formatBytes } from './format.ts';

const memoryDirectory = '/dev/shm';
/** Memory that stays free for the programs and the rest of the machine. */
const spareMemoryBytes = 4 * 1024 ** 3;

export interface Place {
  readonly directory: string;
  readonly isMemory: boolean;
}

/**
 * Chooses the directory for the data: the given one; or one in memory, which keeps the disk out of the measurement, if
 * there is enough memory; or the directory for temporary files.
 */
export async function chooseDataPlace(asked: string | undefined, neededBytes: number): Promise<Place> {
  if (asked !== undefined) return { directory: asked, isMemory: asked.startsWith(`${memoryDirectory}/`) };
  const freeMemory = process.availableMemory() - spareMemoryBytes;
  const free = Math.min(freeMemory, await freeBytes(memoryDirectory).catch(() => 0));
  return free >= neededBytes
    ? { directory: memoryDirectory, isMemory: true }
    : { directory: tmpdir(), isMemory: false };
}

export function chooseDiskPlace(asked: string | undefined): Place {
  return { directory: asked ?? tmpdir(), isMemory: false };
}

/** Says why a directory has too little room; undefined if it has enough. */
export async function findLackOfRoom(directory: string, neededBytes: number): Promise<string | undefined> {
  const free = await freeBytes(directory);
  if (free >= neededBytes) return undefined;
  return `${directory} has ${formatBytes(free)} free; ${formatBytes(neededBytes)} are needed`;
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
