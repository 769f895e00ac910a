import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LayoutSource } from '../batch/layout-source.ts';
import { listBatchFiles } from '../batch/list-batch-files.ts';
import { concurrently } from '../concurrently.ts';
import type { BatchStore, ComposeRequest, StagedBatch } from '../ports/batch-store.ts';
import type { DirectoryStoreOptions } from './directory-store.ts';
import { inflateByZlib } from './inflate-by-zlib.ts';
import { Staging, syncDirectory } from './staging.ts';

/** Files of a batch in flight: enough that the disk need not wait for the processor, nor a flush for another. */
const FILES_PER_BATCH = 8;

/**
 * FolderStore writes batches as folders of a directory, ready to be dropped on Zooniverse's project builder: `a-part1.zip`
 * becomes `a-part1/manifest.csv` and its images, the ZIP's files unpacked, with their CRC-32 checked. They are staged as
 * DirectoryStore stages files. A folder that exists is never replaced: that fails.
 */
export class FolderStore implements BatchStore {
  readonly #staging: Staging;
  readonly #durable: boolean;

  constructor(directory: string, { durable = true }: DirectoryStoreOptions = {}) {
    this.#staging = new Staging(directory, durable);
    this.#durable = durable;
  }

  async compose(request: ComposeRequest): Promise<StagedBatch> {
    const name = folderOf(request.key);
    const target = join(this.#staging.directory, name);
    if (await stat(target).catch(() => undefined))
      throw new Error(`${target} exists, and a folder is not replaced; remove it, or choose another place`);
    return this.#staging.stage(name, (path) => this.#write(path, request));
  }

  async #write(folder: string, { layout, source, signal, onBytes }: ComposeRequest): Promise<void> {
    const files = await listBatchFiles(new LayoutSource(layout, source), inflateByZlib);
    await mkdir(folder);
    let bytesLeft = layout.size;
    const tell = (bytes: number): void => {
      bytesLeft -= bytes;
      onBytes(bytes);
    };
    await concurrently(files.length, FILES_PER_BATCH, async (i) => {
      signal?.throwIfAborted();
      const { name, pieces, packedSize } = files[i]!;
      // Not over another file: some systems take names for equal that differ in case.
      await writeFile(join(folder, name), pieces, { flag: 'wx', flush: this.#durable });
      tell(packedSize);
    });
    if (this.#durable) await syncDirectory(folder);
    // What the ZIP has besides the data of its files.
    tell(bytesLeft);
  }
}

/** The name of a batch as a folder. */
export function folderOf(key: string): string {
  return key.replace(/\.zip$/, '');
}
