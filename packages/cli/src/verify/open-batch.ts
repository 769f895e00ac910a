import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Open, type File } from 'unzipper';
import { quoted } from '../output/printable.ts';
import type { BatchPlace } from './batch-place.ts';
import type { ListedBatch } from './list-batches.ts';
import { describeDamage, type Problems } from './problems.ts';
import { UnzipperSource } from './unzipper-source.ts';

/** A batch as an independent reader sees it. */
export interface OpenedBatch {
  /** The name of the ZIP or folder. */
  readonly file: string;
  readonly manifest: Buffer;
  /** Files other than the manifest by name. */
  readonly images: ReadonlyMap<string, BatchImage>;
  /** Size of the ZIP, or of all files of the folder. */
  readonly bytes: number;
}

export interface BatchImage {
  /** Images are read in this order. */
  readonly position: number;
  /** What the ZIP says; a folder says nothing. */
  readonly crc32: number | undefined;
  read(): Promise<Buffer>;
}

/** UnreadableBatchError says why a batch cannot be opened: that is for the report, and the next one may be whole. */
export class UnreadableBatchError extends Error {
  override readonly name = 'UnreadableBatchError';
}

const MANIFEST_NAME = 'manifest.csv';

/**
 * Opens a batch, lets `work` use it, and closes it. There should be one manifest, and flat names, each once.
 *
 * @throws UnreadableBatchError; StoreError READ_FAILED
 */
export async function withBatch<Result>(
  place: BatchPlace,
  { file, as }: ListedBatch,
  { problems, signal }: { readonly problems: Problems; readonly signal: AbortSignal },
  work: (batch: OpenedBatch) => Promise<Result>,
): Promise<Result> {
  const cannotBeRead = (cause: unknown): never => {
    if (cause instanceof UnreadableBatchError) throw cause;
    const damage = describeDamage(cause, signal);
    const why = damage === 'FILE_ENDED' ? 'it is cut short, or no ZIP' : damage;
    throw new UnreadableBatchError(`${file} cannot be read: ${why}`, { cause });
  };
  if (as === 'folders' && place.directory !== undefined)
    return work(await readFolder(place.directory, file, problems).catch(cannotBeRead));
  const source = await place.open(file).catch(cannotBeRead);
  try {
    const unzipperSource = new UnzipperSource(file, source, signal);
    return await work(await readZip(file, unzipperSource, problems).catch(cannotBeRead));
  } finally {
    await source.close?.();
  }
}

async function readZip(file: string, source: UnzipperSource, problems: Problems): Promise<OpenedBatch> {
  const { files } = await source.explain(Open.custom(source));
  const images = new Map<string, BatchImage>();
  let manifest: Buffer | undefined;
  for (const entry of files) {
    const { path: name, offsetToLocalFileHeader: position } = entry;
    const read = (): Promise<Buffer> => source.explain(readEntry(entry));
    reportOddName(name, file, problems);
    if (images.has(name) || (name === MANIFEST_NAME && manifest !== undefined))
      problems.add(`${file}: ${quoted(name)} is there twice`);
    else if (name !== MANIFEST_NAME) images.set(name, { position, crc32: entry.crc32, read });
    else {
      manifest = await read();
      if (crc32(manifest) !== entry.crc32) problems.add(`${file}: ${name} does not have its CRC-32`);
    }
  }
  return { file, manifest: manifest ?? missingManifest(file), images, bytes: await source.size() };
}

/** unzipper cannot read an empty entry whose data descriptor has no signature; there is nothing to read. */
async function readEntry(entry: File): Promise<Buffer> {
  return entry.uncompressedSize === 0 ? Buffer.alloc(0) : entry.buffer();
}

/** What file managers leave in a folder that was looked at; Zooniverse takes none of it. */
const LEFT_BY_SYSTEMS = /^(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i;

async function readFolder(directory: string, file: string, problems: Problems): Promise<OpenedBatch> {
  const folder = join(directory, file);
  const names = (await readdir(folder)).filter((name) => !LEFT_BY_SYSTEMS.test(name));
  const images = new Map<string, BatchImage>();
  let manifest: Buffer | undefined;
  let bytes = 0;
  for (const [position, name] of names.entries()) {
    const found = await stat(join(folder, name));
    const read = (): Promise<Buffer> => readFile(join(folder, name));
    bytes += found.size;
    reportOddName(name, file, problems);
    if (!found.isFile()) problems.add(`${file}: ${quoted(name)} is not a file`);
    else if (name === MANIFEST_NAME) manifest = await read();
    else images.set(name, { position, crc32: undefined, read });
  }
  return { file, manifest: manifest ?? missingManifest(file), images, bytes };
}

function missingManifest(file: string): never {
  throw new UnreadableBatchError(`${file} has no ${MANIFEST_NAME}`);
}

/** Reports a name that is not flat, or of a table that is not the manifest. */
function reportOddName(name: string, file: string, problems: Problems): void {
  if (/[/\\]/.test(name)) problems.add(`${file}: ${quoted(name)} is not flat`);
  if (name !== MANIFEST_NAME && /\.[ct]sv$/i.test(name))
    problems.add(`${file}: ${quoted(name)} would be taken for another manifest`);
}
