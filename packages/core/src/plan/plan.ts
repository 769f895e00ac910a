import type { Manifest } from '../manifest/manifest.ts';
import type { Finding } from '../preflight/finding.ts';
import type { ZipIndex } from '../zip/zip-index.ts';

/** What to do with a manifest row whose image is not in the archive. */
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
}

/** Plan is what a split of one archive will do, worked out without writing anything. */
export interface Plan {
  readonly batches: readonly PlannedBatch[];
  /** Sums over the batches. */
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
  /** The pre-flight report. */
  readonly findings: readonly Finding[];
  /** What `layOutBatch` works from: not part of the API, it may change in any release. */
  readonly contents: PlanContents;
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
  /** Kept rows in a batch; the last may have fewer. */
  readonly batchSize: number;
  /** Names of images in batches, where not the base name of their entry. */
  readonly respellings: ReadonlyMap<number, string>;
  /** Where the data of those entries starts that need a new local header. */
  readonly dataStarts: ReadonlyMap<number, number>;
}
