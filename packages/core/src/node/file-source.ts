import { constants, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../ports/byte-source.ts';
import { readDescriptor, type ReadDescriptor } from './read-descriptor.ts';

/** Without O_NONBLOCK, opening a named pipe waits for its writer and ignores signals. Windows has neither. */
const OPEN_FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** FileSource is an archive on disk. It stays open until `close`. */
export class FileSource implements ByteSource {
  readonly size: number;
  readonly read: ReadDescriptor;
  readonly #file: FileHandle;
  readonly #modifiedAt: bigint;

  private constructor(file: FileHandle, { size, mtimeNs }: BigIntStats) {
    this.#file = file;
    this.read = readDescriptor(file.fd);
    this.size = Number(size);
    this.#modifiedAt = mtimeNs;
  }

  /** Opens a regular file. Rejects with Node's error (ENOENT, EACCES; EISDIR if it is not a regular file). */
  static async open(path: string): Promise<FileSource> {
    const file = await open(path, OPEN_FLAGS);
    const stats = await file.stat({ bigint: true });
    if (stats.isFile()) return new FileSource(file, stats);
    await file.close();
    throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EISDIR', path });
  }

  /** Rejects if the size or modification time of the file has changed since it was opened. */
  async checkUnchanged(): Promise<void> {
    const { size, mtimeNs } = await this.#file.stat({ bigint: true });
    if (Number(size) !== this.size) throw new Error(`its size was ${this.size} bytes and is now ${size}`);
    if (mtimeNs !== this.#modifiedAt) throw new Error('it was modified');
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
