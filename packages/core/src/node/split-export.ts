import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { checkOptionNames, checkValues, checkWholeNumber, describe } from '../check-misuse.ts';
import { DEFAULT_BATCH_SIZE } from '../limits.ts';
import type { PlanOptions } from '../plan-archive.ts';
import type { Plan } from '../plan/plan.ts';
import { safeStem, stemOfArchive } from '../plan/stem.ts';
import { splitArchive } from '../split-archive.ts';
import type { ComposeOptions } from '../batch/compose-batches.ts';
import { DirectoryStore } from './directory-store.ts';
import { FileSource } from './file-source.ts';
import { FolderStore } from './folder-store.ts';
import { inflateByZlib } from './inflate-by-zlib.ts';
import { withExport } from './open-export.ts';
import type { SpoolPlace } from './spool/spool-place.ts';

export interface SplitExportOptions extends Omit<PlanOptions, 'stem' | 'dryRun'>, ComposeOptions {
  /** Base name of the batches. @default the archive's file name without its extension */
  readonly stem?: string;
  /** Writes ZIPs, or folders for Zooniverse's project builder. @default 'zips' */
  readonly as?: 'zips' | 'folders';
  /** Where a TAR archive may be unpacked. @default the system's temporary folder */
  readonly places?: readonly SpoolPlace[];
}

const OPTIONS =
  'stem batchSize missingImages manifest mend maxPlaces inflate as concurrency places progress signal'.split(
    ' ',
  );

/**
 * Splits an archive on disk (ZIP, TAR or TAR.GZ, recognized by its content) into batches in a directory, which is
 * created if missing. Returns the plan.
 *
 * @throws what `openExport` and `splitArchive` throw, and Node's errors if the archive cannot be opened
 */
export async function splitExport(
  path: string,
  directory: string,
  options: SplitExportOptions = {},
): Promise<Plan> {
  checkPath('archive', path);
  checkPath('output directory', directory);
  checkOptionNames(options, OPTIONS);
  checkWholeNumber('batchSize', options.batchSize ?? DEFAULT_BATCH_SIZE);
  checkValues(options);
  const { places = [{ directory: tmpdir() }], as = 'zips', ...splitOptions } = options;
  if (!['zips', 'folders'].includes(as))
    throw new TypeError(`as must be 'zips' or 'folders', got ${describe(as)}`);
  const Store = as === 'folders' ? FolderStore : DirectoryStore;
  const { progress, signal } = options;
  const archive = await FileSource.open(path);
  try {
    return await withExport(archive, { places, progress, signal }, ({ source }) =>
      splitArchive(source, new Store(directory), {
        stem: safeStem(stemOfArchive(basename(path))),
        inflate: inflateByZlib,
        ...splitOptions,
      }),
    );
  } finally {
    await archive.close();
  }
}

function checkPath(what: string, path: unknown): void {
  if (typeof path !== 'string')
    throw new TypeError(`the path of the ${what} must be a string, got ${describe(path)}`);
}
