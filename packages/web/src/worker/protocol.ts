import type { BatchRow, Finding, MissingImages, Plan } from '@biospex/batch-core';
import type { FailureReport } from '../failure.ts';

/** What the page knows of an archive: small, whatever the archive's size. */
export interface Overview extends Pick<Plan, 'rows' | 'images' | 'columns' | 'imageColumn'> {
  /** The pre-flight report, each finding with the first 20 of its places. */
  readonly findings: readonly Finding[];
  readonly batches: Batches;
}

/** The batches that a batch size gives. */
export interface Batches extends Pick<Plan, 'batchSize' | 'bytes'> {
  readonly list: Plan['batches'];
}

/** How batches are saved. */
export type BatchKind = 'zips' | 'folders';

/** How an archive is read. */
export interface Reading {
  readonly missingImages: MissingImages;
  /** A CSV to use in place of the archive's manifest. */
  readonly manifest: File | undefined;
  readonly mend: boolean;
}

export interface SaveProgress {
  readonly batchesDone: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

interface Job<Arguments, Result, Progress = never> {
  readonly arguments: Arguments;
  readonly result: Result;
  /** What it reports on the way. */
  readonly progress: Progress;
}

interface Destination {
  readonly folder: FileSystemDirectoryHandle;
  readonly batches: Batches;
  readonly as: BatchKind;
}

/** What the worker does for the page, by name. */
export interface Jobs {
  /** Its progress is the part of the whole, 0 to 1. The archive before is let go once this one is read. */
  open: Job<{ file: File; batchSize: number } & Reading, Overview, number>;
  resize: Job<{ batchSize: number }, Batches>;
  rows: Job<{ batch: number; from: number; to: number }, BatchRow[]>;
  /** undefined for what is no picture that this browser shows. */
  picture: Job<{ entry: number; height: number }, ImageBitmap | undefined>;
  batch: Job<{ batch: number; batchSize: number }, Blob>;
  report: Job<null, Blob>;
  /** The names of batches that are in the folder already. */
  existing: Job<Destination, string[]>;
  save: Job<Destination, void, SaveProgress>;
}

export type JobName = keyof Jobs;

export type Request =
  | {
      readonly [Name in JobName]: {
        readonly id: number;
        readonly job: Name;
        readonly arguments: Jobs[Name]['arguments'];
      };
    }[JobName]
  | { readonly id: number; readonly job: 'cancel' };

export type Reply =
  | { readonly id: number; readonly kind: 'done'; readonly result: Jobs[JobName]['result'] }
  | { readonly id: number; readonly kind: 'progress'; readonly progress: number | SaveProgress }
  | { readonly id: number; readonly kind: 'failed'; readonly failure: FailureReport }
  | { readonly id: number; readonly kind: 'cancelled' };
