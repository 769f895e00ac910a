import type { BatchKind } from './protocol.ts';

/** Whether a folder has a batch of this name. */
export async function has(folder: FileSystemDirectoryHandle, name: string, as: BatchKind): Promise<boolean> {
  try {
    await (as === 'folders' ? folder.getDirectoryHandle(name) : folder.getFileHandle(name));
    return true;
  } catch (failure) {
    // If the name belongs to something else, writing fails.
    if (failure instanceof DOMException && ['NotFoundError', 'TypeMismatchError'].includes(failure.name))
      return false;
    throw failure;
  }
}

/** Writes a file. It keeps its old content until all is written, and after a failure or a cancel. */
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
