import { close, constants, fstat, open, type BigIntStats } from 'node:fs';
import { promisify } from 'node:util';
import type { ByteSource } from '../ports/byte-source.ts';
import { readDescriptor, type ReadDescriptor } from './read-descriptor.ts';

const openFile = promisify(open);
const closeFile = promisify(close);
const statOf = (descriptor: number): Promise<BigIntStats> => promisify(fstat)(descriptor, { bigint: true });

/** Without O_NONBLOCK, opening a named pipe would wait for its writer, deaf to every signal; Windows has neither. */
const OPEN_FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** FileSource is an archive on disk. It stays open until `close`. */
export class FileSource implements ByteSource {
  readonly size: number;
  readonly read: ReadDescriptor;
  readonly #descriptor: number;
  readonly #modifiedAt: bigint;

  private constructor(descriptor: number, { size, mtimeNs }: BigIntStats) {
    this.#descriptor = descriptor;
    this.read = readDescriptor(descriptor);
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

  /** Rejects when the file was written to since it was opened, as its size or time of modification tell. */
  async checkUnchanged(): Promise<void> {
    const { size, mtimeNs } = await statOf(this.#descriptor);
    if (Number(size) !== this.size) throw new Error(`it had ${this.size} bytes and has ${size} now`);
    if (mtimeNs !== this.#modifiedAt) throw new Error('it was written to');
  }

  close(): Promise<void> {
    return closeFile(this.#descriptor);
  }
}
