import { BlobSource, listBatchFiles, type BatchFile } from '@biospex/batch-core';

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
  await parent.removeEntry(name, { recursive: true }).catch(ignoreMissing);
  const folder = await parent.getDirectoryHandle(name, { create: true });
  const waiting = files.values();
  let bytesLeft = batch.size;
  const failures: unknown[] = [];
  const writeSome = async (): Promise<void> => {
    for (const file of waiting) {
      if (failures.length > 0) return;
      try {
        await saveFile(folder, file, signal);
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

async function saveFile(
  folder: FileSystemDirectoryHandle,
  { name, pieces }: BatchFile,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      await writable.write(piece);
    }
    await writable.close();
  } catch (failure) {
    await writable.abort().catch(() => undefined);
    throw failure;
  }
}

function ignoreMissing(failure: unknown): void {
  if (!(failure instanceof DOMException) || failure.name !== 'NotFoundError') throw failure;
}
