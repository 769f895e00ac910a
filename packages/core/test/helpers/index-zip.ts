import { MemorySource } from '../../src/index.ts';
import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import type { ZipIndex } from '../../src/zip/zip-index.ts';

/** The index of an archive in memory. */
export function indexZip(zip: Uint8Array): Promise<ZipIndex> {
  return readZipIndex(new MemorySource(zip));
}

/** The decoded names of an index, in its order. */
export function namesOf(index: ZipIndex): string[] {
  return Array.from({ length: index.count }, (_, entry) => index.name(entry));
}
