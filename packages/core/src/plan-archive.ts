import { sizeBatches } from './batch/size-batches.ts';
import { checkOptionNames, checkSource, checkValues, checkWholeNumber } from './check-misuse.ts';
import { InputError } from './errors.ts';
import { DEFAULT_BATCH_SIZE, MAX_SHOWN } from './limits.ts';
import { findManifest } from './manifest/find-manifest.ts';
import {
  manifestInArchive,
  manifestOfBytes,
  readWhole,
  type ManifestFile,
} from './manifest/manifest-file.ts';
import { FindingCollector } from './plan/finding-collector.ts';
import { matchRows } from './plan/match-rows.ts';
import { mendManifest } from './plan/mend-manifest.ts';
import type { MissingImages, Plan } from './plan/plan.ts';
import { checkStem } from './plan/stem.ts';
import { guardSource, type ByteSource } from './ports/byte-source.ts';
import type { Inflate } from './ports/inflate.ts';
import { nullProgress, type Progress } from './ports/progress.ts';
import { readDataStarts } from './zip/local-header.ts';
import { readZipIndex } from './zip/read-zip-index.ts';
import type { ZipIndex } from './zip/zip-index.ts';

export interface PlanOptions {
  /** Base name of the batches `{stem}-part{n}.zip`: 1 to 235 bytes. `safeStem` and `stemOfArchive` make one. */
  readonly stem: string;
  /** Manifest rows per batch, 1 or more. @default 2000 */
  readonly batchSize?: number;
  /** `'skip'` leaves out rows without an image in the archive and reports them; `'fail'` rejects. @default 'fail' */
  readonly missingImages?: MissingImages;
  /** A manifest to use instead of the archive's, with a name for messages. It must not change. @default the archive's */
  readonly manifest?: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  /** Corrects file names in links and PHP's escapes, and reports each cell (see `mendManifest`). @default false */
  readonly mend?: boolean;
  /** Does not keep the manifest, often most of the memory: the plan can be looked at, but not laid out. @default false */
  readonly dryRun?: boolean;
  /** Places and columns that a finding lists, 1 or more; its count is always complete. @default 20 */
  readonly maxPlaces?: number;
  /** Decompresses the manifest. `@biospex/batch-core/node` has a faster `inflateByZlib`. @default inflateByStream */
  readonly inflate?: Inflate;
  /** @default nullProgress */
  readonly progress?: Progress | undefined;
  /** Stops the work; the promise then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads an archive's index and manifest and plans its batches: rows in order, `batchSize` per batch, each with its
 * images. Writes nothing. Faults of the input are found here, before a batch exists.
 *
 * @throws InputError if the archive or its manifest is wrong
 * @throws StoreError READ_FAILED, ARCHIVE_CHANGED
 * @throws TypeError or RangeError for invalid arguments
 */
export async function planArchive(source: ByteSource, options: PlanOptions): Promise<Plan> {
  checkSource(source);
  checkOptions(options);
  options.signal?.throwIfAborted();
  const guarded = guardSource(source, options.signal);
  try {
    return await planGuarded(guarded, options);
  } catch (failure) {
    // An archive that is being replaced may look damaged anywhere.
    if (failure instanceof InputError) await guarded.checkUnchanged();
    throw failure;
  }
}

const OPTIONS = 'stem batchSize missingImages manifest mend dryRun maxPlaces inflate progress signal'.split(
  ' ',
);

function checkOptions(options: PlanOptions): void {
  checkOptionNames(options, OPTIONS);
  checkStem(options.stem);
  const { name, bytes } = options.manifest ?? { name: '', bytes: new Uint8Array() };
  if (typeof name !== 'string' || !ArrayBuffer.isView(bytes))
    throw new TypeError('manifest must be { name: string, bytes: Uint8Array }');
  checkWholeNumber('batchSize', options.batchSize ?? DEFAULT_BATCH_SIZE);
  checkWholeNumber('maxPlaces', options.maxPlaces ?? MAX_SHOWN);
  checkValues(options);
}

async function planGuarded(source: ByteSource, options: PlanOptions): Promise<Plan> {
  const { stem, batchSize = DEFAULT_BATCH_SIZE, missingImages = 'fail', dryRun = false } = options;
  const { progress = nullProgress, signal } = options;
  const index = await readZipIndex(source, progress);
  const findings = new FindingCollector(options.maxPlaces);
  const file = await openManifest(source, index, options, findings);
  const rows = await matchRows(index, file, {
    missingImages,
    findings,
    keepBytes: !dryRun,
    progress,
    signal,
  });
  await readDataStarts(source, index, samplesOf(rows.usedEntries));
  return sizeBatches({ stem, index, batchSize, ...rows }, findings.findings());
}

async function openManifest(
  source: ByteSource,
  index: ZipIndex,
  { manifest, mend = false, inflate }: PlanOptions,
  findings: FindingCollector,
): Promise<ManifestFile> {
  const file =
    manifest === undefined
      ? manifestInArchive(source, index, await findManifest(source, index, inflate), inflate)
      : manifestOfBytes(manifest.name, manifest.bytes);
  if (!mend) return file;
  const mended = mendManifest(await readWhole(file), (code, place) => findings.add(code, place));
  return manifestOfBytes(file.name, mended, file.entry);
}

/**
 * The first, middle and last entry: their local headers are compared with the directory. A store that reads what it
 * copies compares all of them; S3 and browsers copy bytes unread.
 */
function samplesOf(entries: Uint32Array): number[] {
  return [...new Set([0, entries.length >>> 1, entries.length - 1])].map((i) => entries[i]!);
}
