export { planArchive, type PlanOptions } from './plan-archive.ts';
export { splitArchive } from './split-archive.ts';
export { composeBatches, type ComposeOptions } from './batch/compose-batches.ts';
export { layOutBatch } from './batch/lay-out-batch.ts';
export { locateEntry, type EntryLocation } from './batch/archive-entry.ts';
export { listBatchFiles, type BatchFile } from './batch/list-batch-files.ts';
export { readBatchRows, type BatchRow } from './batch/read-batch-rows.ts';
export { nextSteps, type NextSteps } from './next-steps.ts';
export { resizeBatches } from './batch/size-batches.ts';
export type { MissingImages, Plan, PlannedBatch } from './plan/plan.ts';
export type { Finding, FindingCode, Place, Severity } from './plan/finding.ts';
export type { RowFault } from './plan/row-faults.ts';
export { reportAsCsv } from './plan/report-as-csv.ts';
export { safeStem, stemOfArchive } from './plan/stem.ts';
export { DEFAULT_BATCH_SIZE } from './limits.ts';
export { formatBytes } from './format-bytes.ts';
export { formatCount, plural } from './format-count.ts';
export {
  BatchError,
  InputError,
  StoreError,
  type BatchErrorOptions,
  type ErrorCode,
  type ErrorDetails,
  type InputErrorCode,
  type StoreErrorCode,
} from './errors.ts';
export { ERROR_WORDS, withRemedy, type ErrorWords } from './error-words.ts';
export type { ByteSource } from './ports/byte-source.ts';
export type { BatchStore, ComposeAllRequest, ComposeRequest, StagedBatch } from './ports/batch-store.ts';
export type { Inflate, Pieces } from './ports/inflate.ts';
export type { Layout, Segment } from './ports/layout.ts';
export type { Phase, Progress } from './ports/progress.ts';
export { MemorySource } from './memory/memory-source.ts';
export { MemoryStore } from './memory/memory-store.ts';
export { BlobSource } from './blob/blob-source.ts';
export { composeBlob } from './blob/compose-blob.ts';
