import { join } from 'node:path';
import type { Plan } from '@biospex/batch-core';
import type { FileSource } from '@biospex/batch-core/node';
import { listDirectory, partNumber } from '../guard-output.ts';
import type { BatchRow } from '../output/print-batches.ts';
import { openBatch } from './open-batch.ts';
import { Problems } from './problems.ts';
import { RowWalk } from './row-walk.ts';
import { verifyImages } from './verify-images.ts';

export interface VerifyOptions {
  readonly directory: string;
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
 * Zooniverse would see them; nothing of the code that wrote them takes part.
 */
export async function verifyBatches(plan: Plan, source: FileSource, options: VerifyOptions): Promise<VerifiedBatches> {
  const problems = new Problems();
  const walk = new RowWalk(plan);
  const batches: BatchRow[] = [];
  let imagesDone = 0;
  for (const file of await listBatches(options, problems)) {
    options.signal.throwIfAborted();
    const batch = await openBatch(join(options.directory, file), file, problems);
    if (batch === undefined) continue;
    const rows = walk.follow(file, batch.manifest, problems);
    await verifyImages(plan, source, { file, batch, rows }, { problems, signal: options.signal, onImage: () => {
      options.onImage(++imagesDone, plan.images);
    } });
    batches.push({ file, rows: rows.length, images: batch.images.size, bytes: batch.bytes });
  }
  walk.finish(problems);
  const sum = (field: 'rows' | 'images' | 'bytes'): number => batches.reduce((total, batch) => total + batch[field], 0);
  return {
    batches,
    rows: sum('rows'),
    images: sum('images'),
    bytes: sum('bytes'),
    skippedRows: walk.skippedRows,
    problems: problems.shown,
    problemCount: problems.count,
  };
}

/** The batches in order; a gap in their numbers is a problem. */
async function listBatches({ directory, stem }: VerifyOptions, problems: Problems): Promise<string[]> {
  const parts = (await listDirectory(directory))
    .flatMap((name) => {
      const part = partNumber(name, stem);
      return part === undefined ? [] : [{ name, part }];
    })
    .sort((a, b) => a.part - b.part);
  if (parts.length === 0) problems.add(`there is no ${stem}-part1.zip`);
  parts.forEach(({ part }, i) => {
    const previous = i === 0 ? 0 : (parts[i - 1]?.part ?? 0);
    if (part !== previous + 1) problems.add(`${stem}-part${previous + 1}.zip is missing`);
  });
  return parts.map(({ name }) => name);
}
