import { InputError } from '../errors.ts';
import { DEFAULT_BATCH_SIZE, MAX_SHOWN } from '../limits.ts';
import { findManifest } from '../manifest/find-manifest.ts';
import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import type { Inflate } from '../ports/inflate.ts';
import { nullProgress, type Progress } from '../ports/progress.ts';
import { checkLocalHeaders } from '../zip/local-headers.ts';
import { readZipIndex } from '../zip/read-zip-index.ts';
import { checkBatchSize, checkLocalHeadersOption, checkMaxPlaces, checkOptions } from './check-options.ts';
import { matchRows } from './match-rows.ts';
import { needsNewLocalHeader } from './output-name.ts';
import type { MissingImages, Plan, PlanContents } from './plan.ts';
import { checkStem } from './stem.ts';
import { summarisePlan } from './summarise-plan.ts';

export interface PlanOptions {
  /** What the batches are named after, usually the archive's file name without its ending: `{stem}-part{n}.zip`. */
  readonly stem: string;
  /** Manifest rows in a batch, 1 or more. @default 2000 */
  readonly batchSize?: number;
  /**
   * What to do with rows whose image is not in the archive: refuse the archive, or leave the rows out and say so in
   * the findings. @default 'fail'
   */
  readonly missingImages?: MissingImages;
  /**
   * Makes a plan that is only looked at: it does not keep the manifest, which may be most of the memory, and cannot be
   * laid out. @default false
   */
  readonly dryRun?: boolean;
  /** Rows, columns and names that a finding lists, 1 or more; its count is always whole. @default 20 */
  readonly maxPlaces?: number;
  /**
   * Whose local headers are compared with the directory: those of all images in use; or only those that get a new one by
   * the directory's account, and of the first, the middle and the last image, for a source where each is a request. A
   * batch may then keep a local header that contradicts the directory, exactly as it is in the archive. @default 'all'
   */
  readonly localHeaders?: 'all' | 'sampled';
  /**
   * How a deflated manifest is unpacked. Node has a faster way in `@biospex/batch-core/node`: `inflateByZlib`.
   * @default inflateByStream, the platform's `DecompressionStream`
   */
  readonly inflate?: Inflate;
  /** @default nullProgress */
  readonly progress?: Progress;
  /** Stops the work; the promise then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads an archive's index and manifest and plans its batches: rows in order, `batchSize` to a batch, each with its
 * images. Nothing is written. What is wrong with the input is found here, before a batch exists.
 *
 * @throws InputError the archive or its manifest is wrong
 * @throws StoreError READ_FAILED, ARCHIVE_CHANGED
 * @throws RangeError or TypeError for a batch size or stem that cannot be
 */
export async function planArchive(source: ByteSource, options: PlanOptions): Promise<Plan> {
  checkOptions(options);
  checkStem(options.stem);
  checkBatchSize(options.batchSize ?? DEFAULT_BATCH_SIZE);
  checkLocalHeadersOption(options.localHeaders ?? 'all');
  checkMaxPlaces(options.maxPlaces ?? MAX_SHOWN);
  options.signal?.throwIfAborted();
  const guarded = guardSource(source, options.signal);
  try {
    return await planGuarded(guarded, options);
  } catch (failure) {
    // Of an archive that is being replaced any part may look damaged.
    if (failure instanceof InputError) await guarded.checkUnchanged();
    throw failure;
  }
}

async function planGuarded(guarded: ByteSource, options: PlanOptions): Promise<Plan> {
  const {
    stem,
    batchSize = DEFAULT_BATCH_SIZE,
    missingImages = 'fail',
    dryRun = false,
    maxPlaces = MAX_SHOWN,
    localHeaders = 'all',
    inflate,
    progress = nullProgress,
    signal,
  } = options;
  const index = await readZipIndex(guarded, progress);
  const manifestEntry = await findManifest(guarded, index, inflate);
  const rows = await matchRows(guarded, index, manifestEntry, {
    missingImages,
    maxPlaces,
    keepManifest: !dryRun,
    inflate,
    progress,
    signal,
  });
  const dataStarts = await checkLocalHeaders(guarded, index, rows.usedEntries, {
    progress,
    isSampled: localHeaders === 'sampled',
    needsNewLocalHeader: (entry) => needsNewLocalHeader(index, entry, rows.respellings.get(entry)),
  });
  const { manifest, keptRows, keptEntries, respellings } = rows;
  const contents: PlanContents = {
    stem,
    index,
    manifest,
    keptRows,
    keptEntries,
    batchSize,
    respellings,
    dataStarts,
  };
  return summarisePlan(contents, rows.findings);
}
