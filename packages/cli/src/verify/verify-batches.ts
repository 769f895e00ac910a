import { guardSource, type ByteSource, type Plan } from '@biospex/batch-core';
import type { BatchRow } from '../output/print-batches.ts';
import type { BatchFolder } from './batch-folder.ts';
import { listBatches, nameParts } from './list-batches.ts';
import { withBatch } from './open-batch.ts';
import { Problems } from './problems.ts';
import { RowWalk, type MissedRows } from './row-walk.ts';
import { sourceImages, verifyImages } from './verify-images.ts';

export interface VerifyOptions {
  readonly folder: BatchFolder;
  readonly stem: string;
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
 * Zooniverse would see them; what they should hold comes from the core's index and plan.
 *
 * @throws what `BatchFolder` throws; StoreError READ_FAILED, ARCHIVE_CHANGED
 */
export async function verifyBatches(
  plan: Plan,
  source: ByteSource,
  options: VerifyOptions,
): Promise<VerifiedBatches> {
  const { folder, stem, signal } = options;
  const problems = new Problems();
  const walk = new RowWalk(plan);
  const images = sourceImages(plan, guardSource(source, signal));
  const batches: BatchRow[] = [];
  let imagesDone = 0;
  const onImage = (): void => {
    options.onImage(++imagesDone, plan.images);
  };
  const listed = await listBatches(folder, stem, problems);
  if (listed.length === 0) walk.passOver();
  for (const { file, isBehindGap } of listed) {
    signal.throwIfAborted();
    if (isBehindGap) walk.passOver();
    const verified = await withBatch(folder, file, { problems, signal }, async (batch) => {
      const rows = walk.follow(file, batch.manifest, problems);
      await verifyImages(images, file, batch, { problems, signal, onImage });
      return { file, rows, images: batch.images.size, bytes: batch.bytes };
    });
    if (verified === undefined) walk.passOver();
    else batches.push(verified);
  }
  const missed = walk.finish();
  if (walk.isForeign) problems.replaceBy(FOREIGN);
  else if (missed.lost.length > 0)
    problems.add(
      describeLostRows(missed, batches, (count) => {
        const last = listed.at(-1)?.part ?? 0;
        return `${nameParts(stem, last + 1, last + count)} ${count === 1 ? 'seems' : 'seem'} to be missing`;
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
