import { BlobSource, listBatchFiles } from '@biospex/batch-core';
import { has, writeFile } from './folder-files.ts';

/** Files written at the same time: the browser checks each before it gets its name, which takes a while. */
const FILES_AT_ONCE = 6;

/**
 * Writes a batch ZIP as a folder in `parent`, in place of a folder of that name: its manifest and images, unpacked, with
 * their CRC-32 checked. After a failure nothing is left of it.
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
