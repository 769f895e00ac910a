import { close, constants, fstat, open, read, readSync, type BigIntStats } from 'node:fs';
import { promisify } from 'node:util';
import type { ByteSource } from '../ports/byte-source.ts';

const openFile = promisify(open);
const closeFile = promisify(close);
const statOf = (descriptor: number): Promise<BigIntStats> => promisify(fstat)(descriptor, { bigint: true });

/** Without O_NONBLOCK, opening a named pipe would wait for its writer, deaf to every signal; Windows has neither. */
const OPEN_FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * Reads up to this size are done in place: handing one to the thread pool and back costs as much as copying some 60 KB
 * from the page cache does, which scattered images would pay one by one. Larger reads gain nothing by it, and on a slow
 * disk they would hold up the process.
 */
const MAX_SYNC_READ_BYTES = 128 * 1024;

/** FileSource is an archive on disk. It stays open until `close`. */
export class FileSource implements ByteSource {
  readonly size: number;
  readonly #descriptor: number;
  readonly #modifiedAt: bigint;

  private constructor(descriptor: number, { size, mtimeNs }: BigIntStats) {
    this.#descriptor = descriptor;
    this.size = Number(size);
    this.#modifiedAt = mtimeNs;
  }

  /** Opens a regular file. Rejects with Node's error (ENOENT, EACCES, EISDIR …) where it cannot. */
  static async open(path: string): Promise<FileSource> {
    const descriptor = await openFile(path, OPEN_FLAGS);
    const stats = await statOf(descriptor);
    if (stats.isFile()) return new FileSource(descriptor, stats);
    await closeFile(descriptor);
    throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EISDIR', path });
  }

  async read(target: Uint8Array, start: number): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      const wanted = target.length - filled;
      const count =
        wanted <= MAX_SYNC_READ_BYTES
          ? readSync(this.#descriptor, target, filled, wanted, start + filled)
          : await this.#readInPool(target, filled, start + filled);
      if (count === 0)
        throw new Error(`the file ends at byte ${start + filled}: it was cut short while it was read`);
      filled += count;
    }
  }

  /** Rejects when the file was written to since it was opened, as its size or time of modification tell. */
  async checkUnchanged(): Promise<void> {
    const { size, mtimeNs } = await statOf(this.#descriptor);
    if (Number(size) !== this.size) throw new Error(`it had ${this.size} bytes and has ${size} now`);
    if (mtimeNs !== this.#modifiedAt) throw new Error('it was written to');
  }

  close(): Promise<void> {
    return closeFile(this.#descriptor);
  }

  #readInPool(target: Uint8Array, offset: number, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      read(this.#descriptor, target, offset, target.length - offset, position, (error, count) => {
        if (error === null) resolve(count);
        else reject(error);
      });
    });
  }
}
