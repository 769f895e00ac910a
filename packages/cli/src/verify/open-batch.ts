import { stat } from 'node:fs/promises';
import { Open, type File } from 'unzipper';
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
export async function openBatch(path: string, file: string, problems: Problems): Promise<OpenedBatch | undefined> {
  try {
    const { files } = await Open.file(path);
    const images = new Map<string, File>();
    let manifest: Buffer | undefined;
    for (const entry of files) {
      const name = entry.path;
      if (images.has(name) || (name === MANIFEST_NAME && manifest !== undefined)) problems.add(`${file}: ${quote(name)} is there twice`);
      else if (name === MANIFEST_NAME) manifest = await entry.buffer();
      else images.set(name, entry);
      if (/[/\\]/.test(name)) problems.add(`${file}: ${quote(name)} is not flat`);
      if (name !== MANIFEST_NAME && /\.[ct]sv$/i.test(name)) problems.add(`${file}: ${quote(name)} would be taken for another manifest`);
    }
    if (manifest !== undefined) return { manifest, images, bytes: (await stat(path)).size };
    problems.add(`${file} has no ${MANIFEST_NAME}`);
  } catch (error) {
    problems.add(`${file} cannot be read: ${(error as Error).message}`);
  }
  return undefined;
}

export function quote(name: string): string {
  return JSON.stringify(name);
}
