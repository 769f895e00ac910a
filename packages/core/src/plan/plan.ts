import type { Manifest } from '../manifest/manifest.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import type { Finding } from './finding.ts';

/** What to do with rows that name no image, or one that is not in the archive. */
export type MissingImages = 'fail' | 'skip';

/** PlannedBatch describes a batch. */
export interface PlannedBatch {
  /** File name: `{stem}-part{n}.zip`, n from 1. */
  readonly file: string;
  /** Manifest rows and images in it. */
  readonly rows: number;
  readonly images: number;
  /** Exact size of the ZIP in bytes. */
  readonly bytes: number;
  /** Exact size of the unpacked files in bytes: what a folder takes. */
  readonly unpackedBytes: number;
}

/** Key of the part of a plan that is internal to this package. */
export const CONTENTS = Symbol('contents');

/** Plan describes the split of one archive. */
export interface Plan {
  readonly batches: readonly PlannedBatch[];
  /** Manifest rows per batch; the last may have fewer. */
  readonly batchSize: number;
  /** Totals of the batches. */
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
  /** Rows of the manifest, including those left out. */
  readonly manifestRows: number;
  /** Column names of the manifest, trimmed. */
  readonly columns: readonly string[];
  /** Position of the image column, from 0. */
  readonly imageColumn: number;
  /** Number of entries in the archive, for `describeEntry`. */
  readonly entryCount: number;
  /** The pre-flight report. */
  readonly findings: readonly Finding[];
  readonly [CONTENTS]: PlanContents;
}

/** The parsed archive, and the rows and entries of the batches. */
export interface PlanContents {
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
  /** Names in batches of images that are not called by the base name of their entry. */
  readonly respellings: ReadonlyMap<number, string>;
}

/** The rows (from 0) and entries of a batch, each entry once, in the manifest's order. */
export interface BatchSlice {
  readonly rows: Uint32Array;
  readonly entries: readonly number[];
}

/** @throws RangeError if the plan has no batch of this number, from 1 */
export function sliceBatch({ batchSize, keptRows, keptEntries }: PlanContents, number: number): BatchSlice {
  const from = (number - 1) * batchSize;
  if (!Number.isSafeInteger(number) || number < 1 || from >= keptRows.length)
    throw noSuchBatch(number, Math.ceil(keptRows.length / batchSize));
  return {
    rows: keptRows.subarray(from, from + batchSize),
    entries: [...new Set(keptEntries.subarray(from, from + batchSize))],
  };
}

export function noSuchBatch(number: number, count: number): RangeError {
  return new RangeError(`batch number must be 1 to ${count}, got ${number}`);
}
