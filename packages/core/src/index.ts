export { planArchive, type PlanOptions } from './plan/plan-archive.ts';
export { checkImages, type CheckImagesOptions } from './plan/check-images.ts';
export { resizeBatches } from './plan/summarise-plan.ts';
export {
  columnsOf,
  locateImage,
  readBatchRows,
  type BatchRow,
  type ImageLocation,
} from './plan/read-batch-rows.ts';
export { checkStem, safeStem, stemOfArchive } from './plan/stem.ts';
export { splitArchive, composeBatches, type ComposeOptions } from './split-archive.ts';
export { layOutBatch } from './layout/lay-out-batch.ts';
export type { Layout, Segment } from './layout/layout.ts';
export type { MissingImages, Plan, PlannedBatch } from './plan/plan.ts';
export type { Finding, FindingCode, Severity } from './preflight/finding.ts';
export { DEFAULT_BATCH_SIZE } from './limits.ts';
export { formatBytes } from './format-bytes.ts';
export {
  BatchError,
  InputError,
  StoreError,
  type ErrorCode,
  type InputErrorCode,
  type StoreErrorCode,
} from './errors.ts';
export { guardSource, type ByteSource } from './ports/byte-source.ts';
export type { BatchStore, ComposeRequest, StagedBatch } from './ports/batch-store.ts';
export { inflateByStream, type Inflate, type Pieces } from './ports/inflate.ts';
export { nullProgress, type Phase, type Progress } from './ports/progress.ts';
export { MemorySource } from './memory/memory-source.ts';
export { MemoryStore } from './memory/memory-store.ts';
export { BlobSource } from './blob/blob-source.ts';
export { BlobStore, composeBlob } from './blob/blob-store.ts';
