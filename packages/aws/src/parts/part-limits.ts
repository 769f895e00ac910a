const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** What a multipart upload may consist of, and what is cheap. */
export interface PartLimits {
  /** Size in bytes that every part but the last has at least. @default 5 MiB, S3's */
  readonly minPartBytes: number;
  /** Size that a part has at most. @default 5 GiB, S3's */
  readonly maxPartBytes: number;
  /** @default 10,000, S3's */
  readonly maxParts: number;
  /** What a part that is put together here has at most, unless half of it would be too short. @default 8 MiB */
  readonly packBytes: number;
  /** Copies that a long range is cut into: S3 carries them out side by side. @default 4 */
  readonly copiesOfRange: number;
  /** A range is cut no finer than this. @default 64 MiB */
  readonly minCopyBytes: number;
}

export const S3_LIMITS: PartLimits = {
  minPartBytes: 5 * MiB,
  maxPartBytes: 5 * GiB,
  maxParts: 10_000,
  packBytes: 8 * MiB,
  copiesOfRange: 4,
  minCopyBytes: 64 * MiB,
};
