import { BatchError } from '@biospex/batch-core';
import { Failure } from '../failure.ts';
import type { ArchiveSession } from './archive-session.ts';
import { has, writeFile } from './folder-files.ts';
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
): Promise<void> {
  let bytesDone = 0;
  let batchesDone = 0;
  const tell = (): void => onProgress({ batchesDone, bytesDone, bytesTotal });
  const save = as === 'folders' ? saveFolder : saveZip;
  for (const [i, { file }] of list.entries()) {
    signal.throwIfAborted();
    const name = nameAs(file, as);
    const batch = await session.batch(i + 1, batchSize);
    try {
      await save(folder, name, batch, signal, (bytes) => {
        bytesDone += bytes;
        tell();
      });
    } catch (cause) {
      signal.throwIfAborted();
      // It may have been moved, changed or removed: then the folder is not to blame.
      await session.checkReadable();
      throw cause instanceof BatchError ? cause : saveFailed(name, cause);
    }
    batchesDone++;
    tell();
  }
}

async function saveZip(
  folder: FileSystemDirectoryHandle,
  name: string,
  batch: Blob,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const isNew = !(await has(folder, name, 'zips'));
  const file = await folder.getFileHandle(name, { create: true });
  try {
    await writeFile(file, piecesOf(batch, onBytes), signal);
  } catch (cause) {
    // The empty file that held the name.
    if (isNew) await folder.removeEntry(name).catch(() => undefined);
    throw cause;
  }
}

function* piecesOf(batch: Blob, onBytes: (bytes: number) => void): Generator<Blob> {
  for (let start = 0; start < batch.size; start += PIECE_BYTES) {
    const piece = batch.slice(start, start + PIECE_BYTES);
    yield piece;
    // It is written when the next one is asked for.
    onBytes(piece.size);
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
  const reason = cause instanceof Error ? `${cause.message} (${cause.name})` : String(cause);
  const message = `${name} could not be written: ${reason}`;
  return new Failure(isRefusal ? 'FOLDER_REFUSED' : 'SAVE_FAILED', message, { name });
}
