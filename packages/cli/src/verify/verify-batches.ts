import { InputError, type ByteSource, type Plan } from '@biospex/batch-core';
import { readRows } from '@biospex/batch-core/node';
import type { BatchKind } from '../destination/guard-output.ts';
import { sumUp, type BatchRow, type SummedBatches } from '../output/batch-table.ts';
import type { BatchPlace } from './batch-place.ts';
import { imageNames } from './image-names.ts';
import { listBatches, nameParts, type ListedBatch } from './list-batches.ts';
import { UnreadableBatchError, withBatch, type OpenedBatch } from './open-batch.ts';
import { digestRow, Original, type ManifestChanges } from './original.ts';
import { Problems } from './problems.ts';
import { RowOrder, type MissedRows } from './row-order.ts';
import { verifyImages } from './verify-images.ts';

export interface VerifyOptions {
  readonly place: BatchPlace;
  readonly stem: string;
  /** Which batches to verify. @default ZIPs, or folders if only these are there */
  readonly as?: BatchKind | undefined;
  /** @default the archive's manifest as it is */
  readonly manifest?: ManifestChanges;
  readonly signal: AbortSignal;
  /** Called after each image. */
  readonly onImage: (done: number, total: number) => void;
}

export interface VerifiedBatches extends SummedBatches {
  /** Rows in no batch because the archive lacks their image. */
  readonly skippedRows: number;
  /** The first problems found, as sentences, and the number of all. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

const FOREIGN =
  "none of the batches' rows is in the archive's manifest: they are batches of another archive, or the manifest was changed since";

/**
 * Compares batches with what the archive says they should hold. The batches are read with unzipper and Papa Parse, as
 * Zooniverse would see them; what they should hold comes from the archive's directory and the rows of its manifest.
 *
 * @throws what `BatchPlace` throws; StoreError READ_FAILED, ARCHIVE_CHANGED
 */
export async function verifyBatches(
  plan: Plan,
  archive: ByteSource,
  { place, stem, as, manifest = {}, signal, onImage }: VerifyOptions,
): Promise<VerifiedBatches> {
  const problems = new Problems();
  const original = new Original(plan, archive, signal);
  const archiveRows = await original.readRows(manifest);
  const order = new RowOrder(archiveRows, problems);
  let imagesDone = 0;
  const checks = { original, problems, signal, onImage: () => onImage(++imagesDone, plan.images) };
  const verify = async (batch: OpenedBatch): Promise<BatchRow> => {
    const rows = await readBatchRows(batch, archiveRows.header, problems);
    order.follow(
      batch.file,
      rows.map(({ digest }) => digest),
    );
    await verifyImages(batch, imageNames(batch.manifest, rows), checks);
    return { file: batch.file, rows: rows.length, images: batch.images.size, bytes: batch.bytes };
  };
  const batches: BatchRow[] = [];
  const listed = await listBatches(place, stem, problems, as);
  if (listed.length === 0) order.passOver();
  for (const each of listed) {
    signal.throwIfAborted();
    if (each.isBehindGap) order.passOver();
    try {
      batches.push(await withBatch(place, each, checks, verify));
    } catch (error) {
      if (!(error instanceof UnreadableBatchError)) throw error;
      problems.add(error.message);
      order.passOver();
    }
  }
  const missed = order.finish();
  if (order.isForeign) problems.replaceBy(FOREIGN);
  else if (missed.lost.length > 0) problems.add(describeLostRows(missed, batches, stem, listed.at(-1)));
  return {
    ...sumUp(batches),
    skippedRows: missed.skippedCount,
    problems: problems.shown,
    problemCount: problems.count,
  };
}

interface VerifiedRow {
  readonly digest: number;
  readonly imageName: string;
}

/** The rows of a batch's manifest, none if it cannot be read. Its header must be the archive's. */
async function readBatchRows(
  { file, manifest }: OpenedBatch,
  header: Uint8Array,
  problems: Problems,
): Promise<VerifiedRow[]> {
  const rows: VerifiedRow[] = [];
  let bytes = header.length;
  try {
    await readRows([manifest], ({ number, content, imageName = '' }) => {
      if (number === 0) return;
      bytes += content.length;
      rows.push({ digest: digestRow(content), imageName });
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.add(`${file}: the manifest cannot be read: ${error.message}`);
    return [];
  }
  if (!manifest.subarray(0, header.length).equals(header))
    problems.add(`${file}: the header of the manifest differs from the archive's`);
  else if (rows.length === 0) problems.add(`${file}: the manifest has no rows`);
  else if (bytes !== manifest.length)
    problems.add(`${file}: the manifest has bytes that are not in its rows`);
  return rows;
}

function describeLostRows(
  { lost, areLast }: MissedRows,
  batches: readonly BatchRow[],
  stem: string,
  last: ListedBatch | undefined,
): string {
  const rows = lost.length === 1 ? '1 row' : `${lost.length} rows`;
  const sentence = `${rows} of the archive's manifest in no batch, the first is row ${(lost[0] ?? 0) + 1}`;
  const batchSize = batches[0]?.rows ?? 0;
  // Only the last batch may have fewer rows; where it has them, it is there.
  const areWholeBatches = areLast && batchSize > 0 && batches.every((batch) => batch.rows === batchSize);
  if (!areWholeBatches || last === undefined) return sentence;
  const lastLost = last.part + Math.ceil(lost.length / batchSize);
  return `${sentence}: ${nameParts(stem, last.as, last.part + 1, lastLost, ['seems', 'seem'])} to be missing`;
}
