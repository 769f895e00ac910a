import { join } from 'node:path';
import type { Plan } from '@biospex/batch-core';
import type { FileSource } from '@biospex/batch-core/node';
import { CommandError } from '../command-error.ts';
import { listDirectory, partNumber } from '../guard-output.ts';
import { quoted } from '../output/printable.ts';
import type { BatchRow } from '../output/print-batches.ts';
import { openBatch } from './open-batch.ts';
import { Problems } from './problems.ts';
import { RowWalk } from './row-walk.ts';
import { sourceImages, verifyImages } from './verify-images.ts';

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
 * Zooniverse would see them; what they should hold comes from the core's index and plan.
 */
export async function verifyBatches(
  plan: Plan,
  source: FileSource,
  options: VerifyOptions,
): Promise<VerifiedBatches> {
  const problems = new Problems();
  const walk = new RowWalk(plan);
  const images = sourceImages(plan, source);
  const batches: BatchRow[] = [];
  let imagesDone = 0;
  const onImage = (): void => {
    options.onImage(++imagesDone, plan.images);
  };
  for (const file of await listBatches(options, problems)) {
    options.signal.throwIfAborted();
    const batch = await openBatch(join(options.directory, file), file, problems);
    if (batch === undefined) continue;
    const rows = walk.follow(file, batch.manifest, problems);
    await verifyImages(images, file, batch, { problems, signal: options.signal, onImage });
    batches.push({ file, rows, images: batch.images.size, bytes: batch.bytes });
  }
  const skippedRows = walk.finish(problems);
  const sum = (field: 'rows' | 'images' | 'bytes'): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  return {
    batches,
    rows: sum('rows'),
    images: sum('images'),
    bytes: sum('bytes'),
    skippedRows,
    problems: problems.shown,
    problemCount: problems.count,
  };
}

/** The batches in order; a gap in their numbers is a problem. */
async function listBatches({ directory, stem }: VerifyOptions, problems: Problems): Promise<string[]> {
  const present = await listDirectory(directory);
  if (present === undefined) throw new CommandError('NOT_A_DIRECTORY', `${quoted(directory)} does not exist`);
  const parts = present
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
