import { hash } from 'node:crypto';
import { locateEntry, type ByteSource, type Pieces, type Plan } from '@biospex/batch-core';
import { describeEntry, inflateByZlib, readRows } from '@biospex/batch-core/node';
import type { EntryNames } from './entry-names.ts';

/** What the archive's manifest holds: a digest of each row, and the entry of its image, 12 bytes a row. */
export interface ArchiveRows {
  readonly header: Uint8Array;
  readonly digests: Float64Array;
  /** -1 if the archive lacks the image. */
  readonly entries: Int32Array;
}

const CHUNK_BYTES = 1024 * 1024;

/** A number that stands for the bytes of a row: 52 bits of their SHA-1. */
export function digestRow(content: Uint8Array): number {
  return Number.parseInt(hash('sha1', content).slice(0, 13), 16);
}

/** Streams through the manifest of a planned archive, or through the one that takes its place. */
export async function readArchiveRows(
  plan: Plan,
  source: ByteSource,
  {
    names,
    signal,
    manifest,
  }: {
    readonly names: EntryNames;
    readonly signal: AbortSignal;
    readonly manifest?: Uint8Array | undefined;
  },
): Promise<ArchiveRows> {
  const digests = new Float64Array(plan.manifestRows);
  const entries = new Int32Array(plan.manifestRows);
  let header: Uint8Array = new Uint8Array(0);
  const pieces = manifest === undefined ? await unpackManifest(plan, source, signal) : [manifest];
  await readRows(pieces, ({ number, content, imageName }) => {
    if (number === 0) {
      header = content.slice();
      return;
    }
    digests[number - 1] = digestRow(content);
    entries[number - 1] = (imageName === undefined ? undefined : names.find(imageName)) ?? -1;
  });
  return { header, digests, entries };
}

/** The archive's manifest, in pieces. */
export async function unpackManifest(plan: Plan, source: ByteSource, signal: AbortSignal): Promise<Pieces> {
  let entry = 0;
  while (describeEntry(plan, entry)?.isManifest !== true) entry++;
  const { start, end, isDeflated } = await locateEntry(plan, source, entry);
  const chunks = readChunks(source, { start, end, signal });
  return isDeflated ? inflateByZlib(chunks) : chunks;
}

async function* readChunks(
  source: ByteSource,
  { start, end, signal }: { readonly start: number; readonly end: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let position = start; position < end; position += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position));
    await source.read(chunk, position, signal);
    yield chunk;
  }
}
