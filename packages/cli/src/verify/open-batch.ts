import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Open } from 'unzipper';
import type { BatchKind } from '../destination/guard-output.ts';
import { quoted } from '../output/printable.ts';
import type { BatchPlace } from './batch-place.ts';
import { describeDamage, type Problems } from './problems.ts';
import { UnzipperSource } from './unzipper-source.ts';

/** A batch as another ZIP reader sees it. */
export interface OpenedBatch {
  /** The name of the ZIP or folder. */
  readonly file: string;
  readonly manifest: Buffer;
  /** All other files by name. */
  readonly images: ReadonlyMap<string, BatchFile>;
  /** Size of the ZIP, or of all files of the folder. */
  readonly bytes: number;
}

interface BatchFile {
  readonly name: string;
  /** Reading is fastest in this order. */
  readonly position: number;
  /** From the ZIP's directory; undefined in a folder. */
  readonly crc32?: number;
  read(): Promise<Buffer>;
}

interface BatchContents {
  readonly files: readonly BatchFile[];
  readonly bytes: number;
}

const MANIFEST_NAME = 'manifest.csv';

/**
 * Opens a batch, lets `work` use it, and closes it. If the batch cannot be opened, that is a problem and the result is
 * undefined.
 *
 * @throws StoreError READ_FAILED
 */
export async function withBatch<Result>(
  place: BatchPlace,
  { file, as }: { readonly file: string; readonly as: BatchKind },
  { problems, signal }: { readonly problems: Problems; readonly signal: AbortSignal },
  work: (batch: OpenedBatch) => Promise<Result>,
): Promise<Result | undefined> {
  const unreadable = (error: unknown): undefined => {
    const damage = describeDamage(error, signal);
    const why = damage === 'FILE_ENDED' ? 'it is truncated or not a ZIP' : damage;
    problems.add(`${file} cannot be read: ${why}`);
  };
  const use = async (contents: Promise<BatchContents>): Promise<Result | undefined> => {
    const batch = await contents.then((found) => sortFiles(file, found, problems)).catch(unreadable);
    return batch && work(batch);
  };
  if (as === 'folders' && place.directory !== undefined)
    return use(readFolder(join(place.directory, file), problems));
  const source = await place.open(file).catch(unreadable);
  try {
    return source && (await use(readZip(new UnzipperSource(file, source, signal))));
  } finally {
    await source?.close?.();
  }
}

async function readZip(source: UnzipperSource): Promise<BatchContents> {
  const { files } = await source.explain(Open.custom(source));
  return {
    files: files.map((entry) => ({
      name: entry.path,
      position: entry.offsetToLocalFileHeader,
      crc32: entry.crc32,
      // unzipper cannot read an empty entry whose data descriptor has no signature.
      read: async () => (entry.uncompressedSize === 0 ? Buffer.alloc(0) : source.explain(entry.buffer())),
    })),
    bytes: await source.size(),
  };
}

/** File managers leave these in a folder. Zooniverse ignores them. */
const LEFT_BY_SYSTEMS = /^(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i;

async function readFolder(folder: string, problems: Problems): Promise<BatchContents> {
  const files: BatchFile[] = [];
  let bytes = 0;
  for (const [position, name] of (await readdir(folder)).entries()) {
    if (LEFT_BY_SYSTEMS.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path);
    if (found.isFile()) files.push({ name, position, read: () => readFile(path) });
    else problems.add(`${basename(folder)}: ${quoted(name)} is not a file`);
    bytes += found.size;
  }
  return { files, bytes };
}

/** Checks the names of a batch's files, and reads its manifest. */
async function sortFiles(
  file: string,
  { files, bytes }: BatchContents,
  problems: Problems,
): Promise<OpenedBatch> {
  const images = new Map<string, BatchFile>();
  for (const found of files) {
    const { name } = found;
    if (/[/\\]/.test(name)) problems.add(`${file}: ${quoted(name)} lies in a folder`);
    if (name !== MANIFEST_NAME && /\.[ct]sv$/i.test(name))
      problems.add(`${file}: ${quoted(name)} would be taken for another manifest`);
    if (images.has(name)) problems.add(`${file}: ${quoted(name)} is there twice`);
    else images.set(name, found);
  }
  const found = images.get(MANIFEST_NAME);
  if (found === undefined) throw new Error(`it has no ${MANIFEST_NAME}`);
  images.delete(MANIFEST_NAME);
  const manifest = await found.read();
  if (found.crc32 !== undefined && crc32(manifest) !== found.crc32)
    problems.add(`${file}: ${MANIFEST_NAME} does not match its CRC-32`);
  return { file, manifest, images, bytes };
}
