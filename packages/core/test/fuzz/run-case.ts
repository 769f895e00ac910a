import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { checkManifestCode } from './check-manifest-code.ts';
import { checkSplit } from './check-split.ts';
import { compareListings } from './compare-listings.ts';
import type { CaseResult } from './fuzz-case.ts';
import type { Listing } from './listing.ts';
import { makeArchiveCase, makeManifestCase } from './make-case.ts';
import { WatchedSource } from './watched-source.ts';

export type FuzzMode = 'archive' | 'manifest' | 'differential';

/** Runs one case of a mode: the same number gives the same case, today and anywhere. */
export async function runCase(
  mode: FuzzMode,
  seed: number,
  readers: readonly ArchiveReader[],
): Promise<CaseResult> {
  if (mode === 'archive') return checkSplit(makeArchiveCase(seed));
  if (mode === 'differential') return runDifferentialCase(makeArchiveCase(seed).archive, readers);
  const test = makeManifestCase(seed);
  const result = await checkSplit(test);
  const problems = checkManifestCode(test.manifest ?? new Uint8Array(0), result.outcome);
  return { ...result, problems: [...result.problems, ...problems] };
}

/** Compares what readers list of an archive. */
export async function runDifferentialCase(
  archive: Uint8Array,
  readers: readonly ArchiveReader[],
): Promise<CaseResult> {
  const lists = readers.map(async (reader) => [reader.name, await reader.list(archive)] as const);
  const ours = await listWithIndex(archive);
  const { problems, notes } = compareListings(ours, new Map(await Promise.all(lists)), archive);
  return { outcome: ours instanceof Error ? 'refused' : 'listed', problems, notes, archive };
}

async function listWithIndex(archive: Uint8Array): Promise<Listing> {
  try {
    const index = await readZipIndex(new WatchedSource(archive));
    return Array.from({ length: index.count }, (_, entry) => ({
      name: Buffer.from(index.storedName(entry)).toString('hex'),
      size: index.uncompressedSize(entry),
      packedSize: index.compressedSize(entry),
      crc32: index.crc32(entry),
      offset: index.localHeaderOffset(entry),
    }));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
