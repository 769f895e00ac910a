import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '@biospex/batch-core';
import { CommandError } from '../command-error.ts';
import { quoted } from '../output/printable.ts';

/**
 * Refuses an output directory in which the batches would do harm: by taking the place of the archive, or by standing
 * beside batches of an earlier split of the same name that would be uploaded with them.
 *
 * @param archive path of the archive, where it is a file
 * @throws CommandError NOT_A_DIRECTORY, OUTPUT_IS_ARCHIVE, OUTPUT_HAS_OTHER_BATCHES
 */
export async function refuseToSpoilOutput(
  directory: string,
  archive: string | undefined,
  plan: Plan,
): Promise<void> {
  const present = (await listDirectory(directory)) ?? [];
  const planned = new Set(plan.batches.map(({ file }) => file));
  // It may be gone by now, and is still open.
  const archivePath = archive && (await realpath(archive).catch(() => undefined));
  for (const name of present) {
    if (archivePath === undefined || !planned.has(name)) continue;
    if ((await realpath(join(directory, name)).catch(() => undefined)) === archivePath) {
      throw outputIsArchive(name);
    }
  }
  refuseOtherBatches(directory, present, plan);
}

export function outputIsArchive(batch: string): CommandError {
  return new CommandError(
    'OUTPUT_IS_ARCHIVE',
    `batch ${batch} would replace the archive; choose another --out or --name`,
  );
}

/**
 * Refuses a place where, among what is `present`, are batches of the plan's stem that are not the plan's.
 *
 * @throws CommandError OUTPUT_HAS_OTHER_BATCHES
 */
export function refuseOtherBatches(place: string, present: readonly string[], plan: Plan): void {
  const planned = new Set(plan.batches.map(({ file }) => file));
  const stem = stemOfPlan(plan);
  const other = present.find((name) => partNumber(name, stem) !== undefined && !planned.has(name));
  if (other === undefined) return;
  throw new CommandError(
    'OUTPUT_HAS_OTHER_BATCHES',
    `${quoted(place)} holds other batches of the same name, such as ${other}, from another split; remove them, or choose another --out or --name`,
  );
}

export function stemOfPlan({ batches: [first] }: Plan): string {
  return (first?.file ?? '').slice(0, -'-part1.zip'.length);
}

/** The number n of `{stem}-part{n}.zip`, or undefined for other names. */
export function partNumber(name: string, stem: string): number | undefined {
  if (!name.startsWith(`${stem}-part`)) return undefined;
  const match = /^([1-9]\d*)\.zip$/.exec(name.slice(`${stem}-part`.length));
  return match === null ? undefined : Number(match[1]);
}

/**
 * The names in a directory, or undefined where there is nothing.
 *
 * @throws CommandError NOT_A_DIRECTORY, DIRECTORY_UNREADABLE
 */
export async function listDirectory(directory: string): Promise<string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR')
      throw new CommandError('NOT_A_DIRECTORY', `${quoted(directory)} is not a directory`, { cause: error });
    throw new CommandError(
      'DIRECTORY_UNREADABLE',
      `${quoted(directory)} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
