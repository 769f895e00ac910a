import { InputError, plural, type ByteSource, type Plan } from '@biospex/batch-core';
import { readRows } from '@biospex/batch-core/node';
import { batchName, type BatchKind } from '../destination/guard-output.ts';
import { sumUp, type BatchRow, type SummedBatches } from '../output/batch-table.ts';
import type { BatchPlace } from './batch-place.ts';
import { imageNames } from './image-names.ts';
import { listBatches, nameParts } from './list-batches.ts';
import { withBatch, type OpenedBatch } from './open-batch.ts';
import { digestRow, Original, type ManifestChanges } from './original.ts';
import { Problems } from './problems.ts';
import { RowOrder } from './row-order.ts';
import { verifyImages } from './verify-images.ts';

export interface VerifyOptions {
  readonly place: BatchPlace;
  readonly stem: string;
  /** @default ZIPs, or folders if there are only folders */
  readonly as?: BatchKind | undefined;
  /** @default the archive's manifest, unchanged */
  readonly manifest?: ManifestChanges;
  readonly signal: AbortSignal;
  /** Called after each image. */
  readonly onImage: (done: number, total: number) => void;
}

export interface VerifiedBatches extends SummedBatches {
  /** Rows in no batch because the archive lacks their image. */
  readonly skippedRows: number;
  /** The first problems, a sentence each. */
  readonly problems: readonly string[];
  /** The number of all problems. */
  readonly problemCount: number;
}

const FOREIGN =
  "none of the rows is in the archive's manifest; the batches belong to another archive, or the manifest has changed";

/**
 * Compares batches with their archive. The batches are read with unzipper and Papa Parse, as Zooniverse sees them; the
 * archive is read with its directory and the rows of its manifest.
 *
 * @throws CommandError NOT_A_DIRECTORY, DIRECTORY_UNREADABLE
 * @throws StoreError READ_FAILED, ARCHIVE_CHANGED
 */
export async function verifyBatches(
  plan: Plan,
  archive: ByteSource,
  { place, stem, as: wanted, manifest = {}, signal, onImage }: VerifyOptions,
): Promise<VerifiedBatches> {
  const problems = new Problems();
  const original = new Original(plan, archive, signal);
  const archiveRows = await original.readRows(manifest);
  const order = new RowOrder(archiveRows, problems);
  let imagesDone = 0;
  const checks = { problems, signal, onImage: () => onImage(++imagesDone, plan.images) };
  const verify = async (batch: OpenedBatch): Promise<BatchRow> => {
    const { file, images, bytes } = batch;
    const { digests, names } = await readBatchRows(batch, archiveRows.header, problems);
    order.follow(file, digests);
    await verifyImages(batch, imageNames(batch.manifest, names), original, checks);
    return { file, rows: digests.length, images: images.size, bytes };
  };
  const batches: BatchRow[] = [];
  const { as, parts } = await listBatches(place, stem, problems, wanted);
  if (parts.length === 0) order.passOver();
  let last = 0;
  for (const part of parts) {
    signal.throwIfAborted();
    if (part > last + 1) {
      problems.add(`missing: ${nameParts(stem, as, last + 1, part - 1)}`);
      order.passOver();
    }
    last = part;
    const batch = await withBatch(place, { file: batchName(stem, part, as), as }, checks, verify);
    if (batch === undefined) order.passOver();
    else batches.push(batch);
  }
  const { lostCount, firstLost, areLastLost, skippedCount } = order.finish();
  if (lostCount > 0) {
    // Only the last batch may have fewer rows.
    const isNextMissing = areLastLost && new Set(batches.map(({ rows }) => rows)).size === 1;
    const hint = isNextMissing ? `; is ${batchName(stem, last + 1, as)} missing?` : '';
    const lost = plural(lostCount, 'row');
    problems.add(`no batch has ${lost} of the archive's manifest, starting at row ${firstLost + 1}${hint}`);
  }
  // All other problems follow from this one.
  const { shown, count } = order.isForeign === true ? { shown: [FOREIGN], count: 1 } : problems;
  return { ...sumUp(batches), skippedRows: skippedCount, problems: shown, problemCount: count };
}

/** Reads a digest and the image name of each row of a batch; none if its manifest cannot be read. */
async function readBatchRows(
  { file, manifest }: OpenedBatch,
  header: Uint8Array,
  problems: Problems,
): Promise<{ readonly digests: readonly number[]; readonly names: readonly string[] }> {
  const digests: number[] = [];
  const names: string[] = [];
  let bytes = header.length;
  try {
    await readRows([manifest], ({ number, content, imageName = '' }) => {
      if (number === 0) return;
      bytes += content.length;
      digests.push(digestRow(content));
      names.push(imageName);
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.add(`${file}: its manifest cannot be read: ${error.message}`);
    return { digests: [], names: [] };
  }
  if (!manifest.subarray(0, header.length).equals(header))
    problems.add(`${file}: the header of its manifest differs from the archive's`);
  else if (digests.length === 0) problems.add(`${file}: its manifest has no rows`);
  else if (bytes !== manifest.length) problems.add(`${file}: its manifest has bytes outside of its rows`);
  return { digests, names };
}
