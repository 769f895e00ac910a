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
  /** What a part that is put together here has at most, unless half of it would be too short. @default 5.5 MiB */
  readonly packBytes: number;
  /** A shorter range is packed. @default 5 MiB, the least that a part has */
  readonly minCopyBytes: number;
  /** A longer range is copied in even pieces, side by side. @default 128 MiB */
  readonly maxCopyBytes: number;
}

/**
 * A copy takes about 2 s and its size at 70 MiB/s (measured by others, awslabs/aws-c-s3 #288): with parts of GiB a batch takes four
 * times as long, with parts far below 64 MiB the 2 s are all there is, and requests are many.
 *
 * Packs are hardly longer than they must be. Each batch has one in the making, so their size decides how many batches share
 * a read of the archive.
 */
export const S3_LIMITS: PartLimits = {
  minPartBytes: 5 * MiB,
  maxPartBytes: 5 * GiB,
  maxParts: 10_000,
  packBytes: 5.5 * MiB,
  minCopyBytes: 5 * MiB,
  maxCopyBytes: 128 * MiB,
};

/** For an archive that is not in S3. */
export const NO_COPIES: PartLimits = { ...S3_LIMITS, minCopyBytes: Infinity };
