import { readdir } from 'node:fs/promises';
import type { Plan } from '@biospex/batch-core';
import { CommandError } from '../command-error.ts';
import { quoted } from '../output/printable.ts';

export function outputIsArchive(batch: string): CommandError {
  return new CommandError(
    'OUTPUT_IS_ARCHIVE',
    `batch ${quoted(batch)} would overwrite the archive; choose another --out or --name`,
  );
}

/**
 * Refuses a place with batches of the same stem that the plan's batches would not replace: somebody would upload both. Only
 * ZIPs replace ZIPs.
 *
 * @param present the names in that place
 * @throws CommandError OUTPUT_HAS_OTHER_BATCHES
 */
export function refuseOtherBatches(
  place: string,
  present: readonly string[],
  plan: Plan,
  as: BatchKind,
): void {
  const stem = stemOfPlan(plan);
  const replacedCount = as === 'zips' ? plan.batches.length : 0;
  const other = present.find(
    (name) =>
      (partNumber(name, stem, 'zips') ?? 0) > replacedCount ||
      partNumber(name, stem, 'folders') !== undefined,
  );
  if (other === undefined) return;
  throw new CommandError(
    'OUTPUT_HAS_OTHER_BATCHES',
    `${quoted(place)} has batches of an earlier split, such as ${quoted(other)}; remove them, or choose another --out or --name`,
  );
}

export function stemOfPlan({ batches: [first] }: Plan): string {
  return (first?.file ?? '').slice(0, -'-part1.zip'.length);
}

export type BatchKind = 'zips' | 'folders';

export function batchName(stem: string, part: number, as: BatchKind): string {
  return `${stem}-part${part}${as === 'zips' ? '.zip' : ''}`;
}

/** The number of a batch by its name; undefined for other names. */
export function partNumber(name: string, stem: string, as: BatchKind): number | undefined {
  const part = Number(/-part(\d+)(?:\.zip)?$/.exec(name)?.[1] ?? 0);
  return part > 0 && name === batchName(stem, part, as) ? part : undefined;
}

/** The names in a directory; undefined if it does not exist. Throws CommandError NOT_A_DIRECTORY, DIRECTORY_UNREADABLE. */
export async function listDirectory(directory: string): Promise<string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR')
      throw new CommandError('NOT_A_DIRECTORY', `${quoted(directory)} is not a directory; choose another`, {
        cause,
      });
    throw new CommandError('DIRECTORY_UNREADABLE', `${quoted(directory)} cannot be read: ${message}`, {
      cause,
    });
  }
}
