import { BlobSource, listBatchFiles } from '@biospex/batch-core';
import { has, writeFile } from './folder-files.ts';

/** Files written at the same time: the browser takes a while to check each one. */
const FILES_AT_ONCE = 6;

/**
 * Unpacks a batch ZIP into a folder of `parent`, and checks every CRC-32. It replaces a folder of that name, and is removed
 * after a failure.
 */
export async function saveFolder(
  parent: FileSystemDirectoryHandle,
  name: string,
  batch: Blob,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const files = await listBatchFiles(new BlobSource(batch));
  if (await has(parent, name, 'folders')) await parent.removeEntry(name, { recursive: true });
  const folder = await parent.getDirectoryHandle(name, { create: true });
  const waiting = files.values();
  let bytesLeft = batch.size;
  const failures: unknown[] = [];
  const writeSome = async (): Promise<void> => {
    for (const file of waiting) {
      if (failures.length > 0) return;
      try {
        signal.throwIfAborted();
        await writeFile(await folder.getFileHandle(file.name, { create: true }), file.pieces, signal);
      } catch (failure) {
        failures.push(failure);
        return;
      }
      bytesLeft -= file.packedSize;
      onBytes(file.packedSize);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, writeSome));
  if (failures.length > 0) {
    await parent.removeEntry(name, { recursive: true }).catch(() => undefined);
    throw failures[0];
  }
  onBytes(bytesLeft);
}
