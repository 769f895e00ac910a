import { BatchError } from '@biospex/batch-core';
import { Failure } from '../failure.ts';
import type { ArchiveSession } from './archive-session.ts';
import type { Batches, BatchKind, SaveProgress } from './protocol.ts';
import { saveFolder } from './save-folders.ts';

/** Bytes handed to the browser at a time: it copies them by itself, and between two of them a save can be stopped. */
const PIECE_BYTES = 16 * 1024 * 1024;

export interface SaveOptions {
  readonly batches: Batches;
  readonly as: BatchKind;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SaveProgress) => void;
}

/** A batch by the name that it has when it is saved. */
function nameAs(file: string, as: BatchKind): string {
  return as === 'folders' ? file.replace(/\.zip$/, '') : file;
}

/**
 * The names of batches that a folder holds already.
 *
 * @throws Failure FOLDER_REFUSED
 */
export async function existingBatches(
  folder: FileSystemDirectoryHandle,
  { list }: Batches,
  as: BatchKind,
): Promise<string[]> {
  const names = list.map(({ file }) => nameAs(file, as));
  const look = (name: string): Promise<boolean> =>
    has(folder, name, as).catch((cause: unknown) => {
      throw saveFailed(name, cause);
    });
  const isThere = await Promise.all(names.map(look));
  return names.filter((_, i) => isThere[i]);
}

/**
 * Writes all batches into a folder, one after the other. Each appears under its name when it is whole; after a failure or
 * a cancel those that were finished stay, and nothing is left of the one that was not.
 *
 * @throws Failure FOLDER_REFUSED, SAVE_FAILED, READ_FAILED; what `session.batch` throws; `signal.reason` once aborted
 */
export async function saveBatches(
  session: ArchiveSession,
  folder: FileSystemDirectoryHandle,
  { batches: { list, bytes: bytesTotal, batchSize }, as, signal, onProgress }: SaveOptions,
): Promise<SaveProgress> {
  let bytesDone = 0;
  let batchesDone = 0;
  const tell = (): SaveProgress => ({ batchesDone, bytesDone, bytesTotal });
  const save = as === 'folders' ? saveFolder : saveBatch;
  for (const [i, { file }] of list.entries()) {
    signal.throwIfAborted();
    const name = nameAs(file, as);
    const batch = await session.batch(i + 1, batchSize);
    try {
      await save(folder, name, batch, signal, (bytes) => {
        bytesDone += bytes;
        onProgress(tell());
      });
    } catch (cause) {
      signal.throwIfAborted();
      // It may have been moved, changed or removed: then the folder is not to blame.
      await session.checkReadable();
      throw cause instanceof BatchError ? cause : saveFailed(name, cause);
    }
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
  const isNew = !(await has(folder, name, 'zips'));
  let isMade = false;
  let writable: FileSystemWritableFileStream | undefined;
  try {
    const handle = await folder.getFileHandle(name, { create: true });
    isMade = isNew;
    writable = await handle.createWritable();
    for (let start = 0; start < batch.size; start += PIECE_BYTES) {
      signal.throwIfAborted();
      const piece = batch.slice(start, start + PIECE_BYTES);
      await writable.write(piece);
      onBytes(piece.size);
    }
    signal.throwIfAborted();
    await writable.close();
  } catch (cause) {
    await writable?.abort().catch(() => undefined);
    // The empty file that held the name.
    if (isMade) await folder.removeEntry(name).catch(() => undefined);
    throw cause;
  }
}

/** What is wrong with the folder, or a file in it, rather than with the disk. */
const REFUSALS = [
  'InvalidStateError',
  'NoModificationAllowedError',
  'NotAllowedError',
  'NotFoundError',
  'SecurityError',
  'TypeMismatchError',
];

function saveFailed(name: string, cause: unknown): Failure {
  const isRefusal =
    cause instanceof TypeError || (cause instanceof DOMException && REFUSALS.includes(cause.name));
  return new Failure({
    code: isRefusal ? 'FOLDER_REFUSED' : 'SAVE_FAILED',
    message: `${name} could not be written: ${reasonOf(cause)}`,
    details: { name },
  });
}

async function has(folder: FileSystemDirectoryHandle, name: string, as: BatchKind): Promise<boolean> {
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

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.message} (${cause.name})` : String(cause);
}
