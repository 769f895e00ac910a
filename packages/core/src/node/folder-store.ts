import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LayoutSource } from '../batch/layout-source.ts';
import { listBatchFiles } from '../batch/list-batch-files.ts';
import { concurrently } from '../concurrently.ts';
import type { BatchStore, ComposeRequest, StagedBatch } from '../ports/batch-store.ts';
import type { DirectoryStoreOptions } from './directory-store.ts';
import { inflateByZlib } from './inflate-by-zlib.ts';
import { Staging, syncDirectory } from './staging.ts';

/** Files of a batch written at a time: neither the disk nor the processor has to wait for the other. */
const FILES_PER_BATCH = 8;

/**
 * FolderStore writes batches as folders for Zooniverse's project builder: `a-part1.zip` becomes `a-part1/` with
 * `manifest.csv` and the unpacked images, each with its CRC-32 checked. They are staged as by DirectoryStore. An
 * existing folder is never replaced: that fails.
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
      throw new Error(`folder ${target} already exists; remove it or choose another directory`);
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
      // Never over another file: some file systems ignore case.
      await writeFile(join(folder, name), pieces, { flag: 'wx', flush: this.#durable });
      tell(packedSize);
    });
    if (this.#durable) await syncDirectory(folder);
    // The rest of the ZIP is headers.
    tell(bytesLeft);
  }
}

/** The folder name of a batch. */
export function folderOf(key: string): string {
  return key.replace(/\.zip$/, '');
}
