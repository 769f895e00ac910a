import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Open, type File } from 'unzipper';
import { quoted } from '../output/printable.ts';
import type { Problems } from './problems.ts';

/** A batch as the independent reader sees it. */
export interface OpenedBatch {
  readonly manifest: Buffer;
  /** Entries other than the manifest by name. */
  readonly images: ReadonlyMap<string, File>;
  /** Size of the file. */
  readonly bytes: number;
}

const MANIFEST_NAME = 'manifest.csv';

/** Opens a batch ZIP with unzipper: one manifest, flat names, each once. */
export async function openBatch(
  path: string,
  file: string,
  problems: Problems,
): Promise<OpenedBatch | undefined> {
  try {
    const { files } = await Open.file(path);
    const images = new Map<string, File>();
    let manifest: Buffer | undefined;
    for (const entry of files) {
      const name = entry.path;
      if (images.has(name) || (name === MANIFEST_NAME && manifest !== undefined))
        problems.add(`${file}: ${quoted(name)} is there twice`);
      else if (name === MANIFEST_NAME) manifest = await readManifest(entry, file, problems);
      else images.set(name, entry);
      if (/[/\\]/.test(name)) problems.add(`${file}: ${quoted(name)} is not flat`);
      if (name !== MANIFEST_NAME && /\.[ct]sv$/i.test(name))
        problems.add(`${file}: ${quoted(name)} would be taken for another manifest`);
    }
    if (manifest !== undefined) return { manifest, images, bytes: (await stat(path)).size };
    problems.add(`${file} has no ${MANIFEST_NAME}`);
  } catch (error) {
    const { message } = error as Error;
    const why = message === 'FILE_ENDED' ? 'it is cut short, or no ZIP' : message;
    problems.add(`${file} cannot be read: ${why}`);
  }
  return undefined;
}

async function readManifest(entry: File, file: string, problems: Problems): Promise<Buffer> {
  const manifest = await entry.buffer();
  if (crc32(manifest) !== entry.crc32) problems.add(`${file}: ${MANIFEST_NAME} does not have its CRC-32`);
  return manifest;
}
