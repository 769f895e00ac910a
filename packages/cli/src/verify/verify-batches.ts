import { InputError, type ByteSource, type Plan } from '@biospex/batch-core';
import { guardSource, readRows } from '@biospex/batch-core/node';
import type { BatchRow } from '../output/print-batches.ts';
import { digestRow, readArchiveRows, type ArchiveRows } from './archive-rows.ts';
import type { BatchFolder } from './batch-folder.ts';
import { EntryNames } from './entry-names.ts';
import { imageNames } from './image-names.ts';
import type { BatchKind } from '../destination/guard-output.ts';
import { listBatches, nameParts } from './list-batches.ts';
import { withBatch, type OpenedBatch } from './open-batch.ts';
import { withFolder } from './open-folder.ts';
import { Problems } from './problems.ts';
import { RowOrder, type MissedRows } from './row-order.ts';
import { verifyImages } from './verify-images.ts';

export interface VerifyOptions {
  readonly folder: BatchFolder;
  readonly stem: string;
  /** Which batches to verify. @default ZIPs, or folders if only these are there */
  readonly as?: BatchKind | undefined;
  /** The manifest as it should be in the batches, if not the archive's. */
  readonly manifest?: Uint8Array | undefined;
  readonly signal: AbortSignal;
  /** Called after each image. */
  readonly onImage: (done: number, total: number) => void;
}

export interface VerifiedBatches {
  readonly batches: readonly BatchRow[];
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
  /** Rows in no batch because the archive lacks their image. */
  readonly skippedRows: number;
  /** The first problems found, as sentences, and the number of all. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

/**
 * Compares batches with what the archive says they should hold. The batches are read with unzipper and Papa Parse, as
 * Zooniverse would see them; what they should hold comes from the archive's directory and the rows of its manifest.
 *
 * @throws what `BatchFolder` throws; StoreError READ_FAILED, ARCHIVE_CHANGED
 */
export async function verifyBatches(
  plan: Plan,
  archive: ByteSource,
  options: VerifyOptions,
): Promise<VerifiedBatches> {
  const { folder, stem, signal } = options;
  const source = guardSource(archive, signal);
  const problems = new Problems();
  const names = new EntryNames(plan);
  const archiveRows = await readArchiveRows(plan, source, { names, signal, manifest: options.manifest });
  const order = new RowOrder(archiveRows);
  const batches: BatchRow[] = [];
  const open = <Result>(file: string, work: (batch: OpenedBatch) => Promise<Result>) =>
    as === 'folders' && folder.pathOf !== undefined
      ? withFolder(folder.pathOf(file), file, problems, work)
      : withBatch(folder, file, { problems, signal }, work);
  let imagesDone = 0;
  const onImage = (): void => {
    options.onImage(++imagesDone, plan.images);
  };
  const { as, listed } = await listBatches(folder, stem, problems, options.as);
  if (listed.length === 0) order.passOver();
  for (const { file, isBehindGap } of listed) {
    signal.throwIfAborted();
    if (isBehindGap) order.passOver();
    const verified = await open(file, async (batch) => {
      const rows = await readBatchRows(file, batch.manifest, archiveRows, problems);
      order.follow(
        file,
        rows.map(({ digest }) => digest),
        problems,
      );
      const named = imageNames(batch.manifest, rows);
      await verifyImages(
        { plan, source, names },
        file,
        { batch, names: named },
        { problems, signal, onImage },
      );
      return { file, rows: rows.length, images: batch.images.size, bytes: batch.bytes };
    });
    if (verified === undefined) order.passOver();
    else batches.push(verified);
  }
  const missed = order.finish();
  if (order.isForeign) problems.replaceBy(FOREIGN);
  else if (missed.lost.length > 0)
    problems.add(
      describeLostRows(missed, batches, (count) => {
        const last = listed.at(-1)?.part ?? 0;
        return `${nameParts(stem, as, last + 1, last + count)} ${count === 1 ? 'seems' : 'seem'} to be missing`;
      }),
    );
  const sum = (field: 'rows' | 'images' | 'bytes'): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  return {
    batches,
    rows: sum('rows'),
    images: sum('images'),
    bytes: sum('bytes'),
    skippedRows: missed.skippedCount,
    problems: problems.shown,
    problemCount: problems.count,
  };
}

/** A row of a batch. */
export interface VerifiedRow {
  readonly digest: number;
  readonly imageName: string;
}

/** The rows of a batch's manifest, none if it cannot be read. Its header must be the archive's. */
async function readBatchRows(
  file: string,
  manifest: Buffer,
  { header }: ArchiveRows,
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

const FOREIGN =
  "none of the batches' rows is in the archive's manifest: they are batches of another archive, or the manifest was changed since";

function describeLostRows(
  { lost, areLast }: MissedRows,
  batches: readonly BatchRow[],
  nameNext: (count: number) => string,
): string {
  const rows = lost.length === 1 ? '1 row' : `${lost.length} rows`;
  const sentence = `${rows} of the archive's manifest in no batch, the first is row ${(lost[0] ?? 0) + 1}`;
  const batchSize = batches[0]?.rows ?? 0;
  // Only the last batch may have fewer rows; where it has them, it is there.
  const areWholeBatches = areLast && batchSize > 0 && batches.every((batch) => batch.rows === batchSize);
  return areWholeBatches ? `${sentence}: ${nameNext(Math.ceil(lost.length / batchSize))}` : sentence;
}
