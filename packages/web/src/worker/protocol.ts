import type { BatchRow, Finding, MissingImages, Plan } from '@biospex/batch-core';
import type { Failure } from '../failure.ts';

/** The page's view of an archive, small for any archive. */
export interface Overview extends Pick<Plan, 'rows' | 'images' | 'columns' | 'imageColumn'> {
  /** The pre-flight report, with the first 20 places of each finding. */
  readonly findings: readonly Finding[];
  readonly batches: Batches;
}

/** The batches for one batch size. */
export interface Batches extends Pick<Plan, 'batchSize' | 'bytes'> {
  readonly list: Plan['batches'];
}

export type BatchKind = 'zips' | 'folders';

/** How an archive is read. */
export interface Reading {
  readonly missingImages: MissingImages;
  /** A CSV that replaces the archive's manifest. */
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
  readonly progress: Progress;
}

interface Destination {
  readonly folder: FileSystemDirectoryHandle;
  readonly batches: Batches;
  readonly as: BatchKind;
}

/** The worker's jobs. */
export interface Jobs {
  /** Progress from 0 to 1. The previous archive stays open until this one is read. */
  open: Job<{ file: File; batchSize: number } & Reading, Overview, number>;
  resize: Job<{ batchSize: number }, Batches>;
  rows: Job<{ batch: number; from: number; to: number }, BatchRow[]>;
  /** undefined if the browser cannot draw it. */
  picture: Job<{ entry: number; height: number }, ImageBitmap | undefined>;
  batch: Job<{ batch: number; batchSize: number }, Blob>;
  report: Job<null, Blob>;
  /** The names of batches that the folder already has. */
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
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly failure: Pick<Failure, 'code' | 'message' | 'details'>;
    }
  | { readonly id: number; readonly kind: 'cancelled' };
