import { Failure } from '../failure.ts';
import type { ArchiveSession } from './archive-session.ts';
import type { Batches, SaveProgress } from './protocol.ts';

/** Bytes handed to the browser at a time: it copies them by itself, and between two of them a save can be stopped. */
const PIECE_BYTES = 16 * 1024 * 1024;

export interface SaveOptions {
  readonly batches: Batches;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SaveProgress) => void;
}

/** The names of batches that a folder holds already. */
export async function existingBatches(
  folder: FileSystemDirectoryHandle,
  { list }: Batches,
): Promise<string[]> {
  const isThere = await Promise.all(list.map(({ file }) => has(folder, file)));
  return list.filter((_, i) => isThere[i]).map(({ file }) => file);
}

/**
 * Writes all batches into a folder, one after the other. Each appears under its name when it is whole; after a failure or
 * a cancel those that were finished stay, and nothing is left of the one that was not.
 *
 * @throws Failure FOLDER_REFUSED, SAVE_FAILED; `signal.reason` once aborted
 */
export async function saveBatches(
  session: ArchiveSession,
  folder: FileSystemDirectoryHandle,
  { batches: { list, bytes: bytesTotal, batchSize }, signal, onProgress }: SaveOptions,
): Promise<SaveProgress> {
  let bytesDone = 0;
  let batchesDone = 0;
  const tell = (): SaveProgress => ({ batchesDone, bytesDone, bytesTotal });
  for (const [i, { file }] of list.entries()) {
    signal.throwIfAborted();
    const batch = await session.batch(i + 1, batchSize, signal);
    await saveBatch(folder, file, batch, signal, (bytes) => {
      bytesDone += bytes;
      onProgress(tell());
    });
    batchesDone++;
    onProgress(tell());
  }
  return tell();
}

async function saveBatch(
  folder: FileSystemDirectoryHandle,
  name: string,
  batch: Blob,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const isNew = !(await has(folder, name));
  const writable = await openFile(folder, name);
  try {
    for (let start = 0; start < batch.size; start += PIECE_BYTES) {
      signal.throwIfAborted();
      const piece = batch.slice(start, start + PIECE_BYTES);
      await writable.write(piece);
      onBytes(piece.size);
    }
    signal.throwIfAborted();
    await writable.close();
  } catch (cause) {
    await writable.abort().catch(() => undefined);
    // The empty file that held the name.
    if (isNew) await folder.removeEntry(name).catch(() => undefined);
    signal.throwIfAborted();
    throw saveFailed(name, cause);
  }
}

async function openFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemWritableFileStream> {
  try {
    const handle = await folder.getFileHandle(name, { create: true });
    return await handle.createWritable();
  } catch (cause) {
    throw new Failure({
      code: 'FOLDER_REFUSED',
      message: `${name} cannot be written to the folder: ${reasonOf(cause)}`,
      details: { name },
    });
  }
}

function saveFailed(name: string, cause: unknown): Failure {
  // What reading the archive fails with: it was moved, changed or removed under the page's hands.
  const isArchive =
    cause instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(cause.name);
  return new Failure({
    code: isArchive ? 'READ_FAILED' : 'SAVE_FAILED',
    message: `${name} could not be written: ${reasonOf(cause)}`,
    details: { name },
  });
}

async function has(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (failure) {
    // Something of that name that is no file is found out when it is written.
    if (failure instanceof DOMException && ['NotFoundError', 'TypeMismatchError'].includes(failure.name))
      return false;
    throw failure;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.message} (${cause.name})` : String(cause);
}
