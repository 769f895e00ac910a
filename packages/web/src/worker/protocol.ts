import type { BatchRow, Finding, MissingImages, PlannedBatch } from '@biospex/batch-core';
import type { FailureReport } from '../failure.ts';

/** What the page knows of an archive: small, whatever the archive's size. */
export interface Overview {
  /** The archive's file name and size. */
  readonly name: string;
  readonly bytes: number;
  /** Rows that go into batches, and their images. */
  readonly rows: number;
  readonly images: number;
  readonly columns: readonly string[];
  /** Position of the image column, from 0. */
  readonly imageColumn: number;
  /** The name of the manifest that was given beside the archive. */
  readonly manifest: string | undefined;
  /** Whether the batches are mended. */
  readonly mend: boolean;
  /** The pre-flight report, each finding with the first 20 of its places. */
  readonly findings: readonly Finding[];
  readonly batches: Batches;
}

/** The batches that a batch size gives. */
export interface Batches {
  readonly batchSize: number;
  /** Sum of their sizes. */
  readonly bytes: number;
  readonly list: readonly PlannedBatch[];
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

/** What the worker does for the page, by name: arguments, result, and what it tells on the way. */
export interface Jobs {
  open: {
    arguments: { file: File; batchSize: number } & Reading;
    result: Overview;
    /** Part of the whole, 0 to 1. */
    progress: number;
  };
  /** The same archive with its manifest mended, or as it is. */
  mend: { arguments: { mend: boolean }; result: Overview; progress: never };
  resize: { arguments: { batchSize: number }; result: Batches; progress: never };
  rows: { arguments: { batch: number; from: number; to: number }; result: BatchRow[]; progress: never };
  /** undefined for what is no picture that this browser shows. */
  picture: {
    arguments: { entry: number; height: number };
    result: ImageBitmap | undefined;
    progress: never;
  };
  batch: { arguments: { batch: number; batchSize: number }; result: Blob; progress: never };
  report: { arguments: null; result: Blob; progress: never };
  /** The names of batches that are in the folder already, as ZIPs or as folders. */
  existing: {
    arguments: { folder: FileSystemDirectoryHandle; batches: Batches; as: BatchKind };
    result: string[];
    progress: never;
  };
  save: {
    arguments: { folder: FileSystemDirectoryHandle; batches: Batches; as: BatchKind };
    result: SaveProgress;
    progress: SaveProgress;
  };
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
