import { crc32 } from 'node:zlib';
import { Open, type File } from 'unzipper';
import { quoted } from '../output/printable.ts';
import { NotReadableError, type BatchFolder, type OpenedFile } from './batch-folder.ts';
import type { Problems } from './problems.ts';
import { UnzipperSource } from './unzipper-source.ts';

/** A batch as the independent reader sees it. */
export interface OpenedBatch {
  readonly manifest: Buffer;
  /** Files other than the manifest by name. */
  readonly images: ReadonlyMap<string, BatchImage>;
  /** Size of the ZIP, or of all files of the folder. */
  readonly bytes: number;
  /** @throws StoreError READ_FAILED if what could not be read is not for the report */
  throwIfUnread(): void;
}

export interface BatchImage {
  /** Images are read in this order. */
  readonly position: number;
  /** What the ZIP says; a folder says nothing. */
  readonly crc32: number | undefined;
  read(): Promise<Buffer>;
}

export const MANIFEST_NAME = 'manifest.csv';

/**
 * Opens a batch ZIP with unzipper, lets `work` use it, and closes it. Where it cannot be read, that is a problem, and the
 * result undefined.
 *
 * @throws what `BatchFolder.open` and `UnzipperSource.throwIfUnread` throw
 */
export async function withBatch<Result>(
  folder: BatchFolder,
  file: string,
  { problems, signal }: { readonly problems: Problems; readonly signal: AbortSignal },
  work: (batch: OpenedBatch) => Promise<Result>,
): Promise<Result | undefined> {
  let opened: OpenedFile;
  try {
    opened = await folder.open(file);
  } catch (error) {
    if (!(error instanceof NotReadableError)) throw error;
    problems.add(`${file} cannot be read: ${error.message}`);
    return undefined;
  }
  try {
    const source = new UnzipperSource(file, opened.source, signal);
    const entries = await readEntries(source, file, problems);
    const throwIfUnread = (): void => source.throwIfUnread();
    return entries && (await work({ ...entries, bytes: opened.source.size, throwIfUnread }));
  } finally {
    await opened.close();
  }
}

/** One manifest, flat names, each once. */
async function readEntries(
  source: UnzipperSource,
  file: string,
  problems: Problems,
): Promise<Pick<OpenedBatch, 'manifest' | 'images'> | undefined> {
  try {
    const { files } = await Open.custom(source);
    const images = new Map<string, BatchImage>();
    let manifest: Buffer | undefined;
    for (const entry of files) {
      const name = entry.path;
      if (images.has(name) || (name === MANIFEST_NAME && manifest !== undefined))
        problems.add(`${file}: ${quoted(name)} is there twice`);
      else if (name === MANIFEST_NAME) manifest = await readManifest(entry, file, problems);
      else images.set(name, imageOf(entry));
      reportOddName(name, file, problems);
    }
    if (manifest !== undefined) return { manifest, images };
    problems.add(`${file} has no ${MANIFEST_NAME}`);
  } catch (error) {
    source.throwIfUnread();
    const { message } = error as Error;
    const why = message === 'FILE_ENDED' ? 'it is cut short, or no ZIP' : message;
    problems.add(`${file} cannot be read: ${why}`);
  }
  return undefined;
}

/** Reports a name that is not flat, or of a table that is not the manifest. */
export function reportOddName(name: string, batch: string, problems: Problems): void {
  if (/[/\\]/.test(name)) problems.add(`${batch}: ${quoted(name)} is not flat`);
  if (name !== MANIFEST_NAME && /\.[ct]sv$/i.test(name))
    problems.add(`${batch}: ${quoted(name)} would be taken for another manifest`);
}

function imageOf(entry: File): BatchImage {
  return {
    position: entry.offsetToLocalFileHeader,
    crc32: entry.crc32,
    // unzipper cannot read an empty entry whose data descriptor has no signature; there is nothing to read.
    read: () => (entry.uncompressedSize === 0 ? Promise.resolve(Buffer.alloc(0)) : entry.buffer()),
  };
}

async function readManifest(entry: File, file: string, problems: Problems): Promise<Buffer> {
  const manifest = await entry.buffer();
  if (crc32(manifest) !== entry.crc32) problems.add(`${file}: ${MANIFEST_NAME} does not have its CRC-32`);
  return manifest;
}
