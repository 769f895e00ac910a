import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { formatBytes } from './format.ts';

const memoryDirectory = '/dev/shm';
/** Left to the programs, and to everything else on the machine. */
const spareMemoryBytes = 4 * 1024 ** 3;

export interface Place {
  readonly directory: string;
  readonly isMemory: boolean;
}

/**
 * Finds where data go: the directory that was asked for; else one in memory, which keeps the disk out of the
 * measurement, when it has room and enough memory is left; else that for temporary files.
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

/** Why a directory cannot take so many bytes; undefined when it can. */
export async function findLackOfRoom(directory: string, neededBytes: number): Promise<string | undefined> {
  const free = await freeBytes(directory);
  if (free >= neededBytes) return undefined;
  return `${directory} has ${formatBytes(free)} free, ${formatBytes(neededBytes)} are needed`;
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
