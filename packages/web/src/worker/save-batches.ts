import { BatchError } from '@biospex/batch-core';
import { Failure } from '../failure.ts';
import type { ArchiveSession } from './archive-session.ts';
import { has, writeFile } from './folder-files.ts';
import type { Batches, BatchKind, SaveProgress } from './protocol.ts';
import { saveFolder } from './save-folders.ts';

/** Bytes that the browser copies at a time. Between two pieces a save can be cancelled. */
const PIECE_BYTES = 16 * 1024 * 1024;

export interface SaveOptions {
  readonly batches: Batches;
  readonly as: BatchKind;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SaveProgress) => void;
}

/** The file or folder name of a saved batch. */
function nameAs(file: string, as: BatchKind): string {
  return as === 'folders' ? file.replace(/\.zip$/, '') : file;
}

/** @throws Failure FOLDER_REFUSED */
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
 * Writes all batches into a folder, one after the other. After a failure or a cancel, finished batches stay and the
 * unfinished one is removed.
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
  const report = (): void => onProgress({ batchesDone, bytesDone, bytesTotal });
  const save = as === 'folders' ? saveFolder : saveZip;
  for (const [i, { file }] of list.entries()) {
    signal.throwIfAborted();
    const name = nameAs(file, as);
    const batch = await session.batch(i + 1, batchSize);
    try {
      await save(folder, name, batch, signal, (bytes) => {
        bytesDone += bytes;
        report();
      });
    } catch (cause) {
      signal.throwIfAborted();
      // If the archive was moved, changed or removed, the folder is not to blame.
      await session.checkReadable();
      throw cause instanceof BatchError ? cause : saveFailed(name, cause);
    }
    batchesDone++;
    report();
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
    // Creating the file left it empty.
    if (isNew) await folder.removeEntry(name).catch(() => undefined);
    throw cause;
  }
}

function* piecesOf(batch: Blob, onBytes: (bytes: number) => void): Generator<Blob> {
  for (let start = 0; start < batch.size; start += PIECE_BYTES) {
    const piece = batch.slice(start, start + PIECE_BYTES);
    yield piece;
    // The caller asks for the next piece once this one is written.
    onBytes(piece.size);
  }
}

/** Faults of the folder or a file in it, rather than of the disk. */
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
