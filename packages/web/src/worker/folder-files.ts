import type { BatchKind } from './protocol.ts';

/** Whether a folder holds a batch of this name. */
export async function has(folder: FileSystemDirectoryHandle, name: string, as: BatchKind): Promise<boolean> {
  try {
    await (as === 'folders' ? folder.getDirectoryHandle(name) : folder.getFileHandle(name));
    return true;
  } catch (failure) {
    // Something else of that name is found out when it is written.
    if (failure instanceof DOMException && ['NotFoundError', 'TypeMismatchError'].includes(failure.name))
      return false;
    throw failure;
  }
}

/** Writes a file whole: until then it is as it was, also after a failure or a cancel. */
export async function writeFile(
  file: FileSystemFileHandle,
  pieces: Iterable<Blob> | AsyncIterable<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): Promise<void> {
  const writable = await file.createWritable();
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      await writable.write(piece);
    }
    signal.throwIfAborted();
    await writable.close();
  } catch (failure) {
    await writable.abort().catch(() => undefined);
    throw failure;
  }
}
