import type { Manifest } from '../manifest/manifest.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import type { Finding } from './finding.ts';

/** What to do with a manifest row whose image is not in the archive, or that names none. */
export type MissingImages = 'fail' | 'skip';

/** PlannedBatch is what one batch will hold. */
export interface PlannedBatch {
  /** File name: `{stem}-part{n}.zip`, n from 1. */
  readonly file: string;
  /** Manifest rows in it. */
  readonly rows: number;
  /** Images in it. */
  readonly images: number;
  /** Size of the ZIP in bytes, exact. */
  readonly bytes: number;
  /** Size of its files in bytes, unpacked, exact: what the batch takes as a folder. */
  readonly unpackedBytes: number;
}

/** The key of what only this package sees of a plan. */
export const CONTENTS = Symbol('contents');

/** Plan is what a split of one archive will do, worked out without writing anything. */
export interface Plan {
  readonly batches: readonly PlannedBatch[];
  /** Manifest rows in a batch; the last may have fewer. */
  readonly batchSize: number;
  /** Sums over the batches. */
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
  /** Rows of the manifest, those that are left out among them. */
  readonly manifestRows: number;
  /** The column names of the manifest, trimmed. */
  readonly columns: readonly string[];
  /** Position of the image column among them, from 0. */
  readonly imageColumn: number;
  /** Entries of the archive, for `describeEntry`. */
  readonly entryCount: number;
  /** The pre-flight report. */
  readonly findings: readonly Finding[];
  readonly [CONTENTS]: PlanContents;
}

/** The archive as read, and which rows and entries go where. */
export interface PlanContents {
  /** What the batches are named after. */
  readonly stem: string;
  readonly index: ZipIndex;
  readonly manifest: Manifest;
  /** Rows (from 0) that go into batches, ascending. */
  readonly keptRows: Uint32Array;
  /** The entry of each kept row. */
  readonly keptEntries: Uint32Array;
  /** Entries that go into batches, ascending, each once. */
  readonly usedEntries: Uint32Array;
  readonly batchSize: number;
  /** Names of images in batches that are not the base name of their entry. */
  readonly respellings: ReadonlyMap<number, string>;
}

/** The rows (from 0) and entries of a batch, each entry once, in the manifest's order. */
export interface BatchSlice {
  readonly rows: Uint32Array;
  readonly entries: readonly number[];
}

/** @throws RangeError when there is no batch of this number, from 1 */
export function sliceBatch({ batchSize, keptRows, keptEntries }: PlanContents, number: number): BatchSlice {
  const from = (number - 1) * batchSize;
  if (!Number.isSafeInteger(number) || number < 1 || from >= keptRows.length)
    throw new RangeError(`there is no batch ${number}`);
  return {
    rows: keptRows.subarray(from, from + batchSize),
    entries: [...new Set(keptEntries.subarray(from, from + batchSize))],
  };
}
