const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** S3's limits for parts, and the sizes that we choose. */
export interface PartLimits {
  /** Smallest part but the last, in bytes. @default 5 MiB, S3's */
  readonly minPartBytes: number;
  /** Largest part, in bytes. @default 5 GiB, S3's */
  readonly maxPartBytes: number;
  /** @default 10,000, S3's */
  readonly maxParts: number;
  /** Largest pack, unless its halves would be shorter than `minPartBytes`. @default 5.5 MiB */
  readonly packBytes: number;
  /** Shorter ranges are packed. @default 5 MiB, the smallest part */
  readonly minCopyBytes: number;
  /** Longer ranges are copied in even pieces, side by side. @default 128 MiB */
  readonly maxCopyBytes: number;
}

/**
 * A copy takes about 2 s plus its size at 70 MiB/s (measured by others, awslabs/aws-c-s3 #288). With parts of several GiB a
 * batch takes four times as long. Far below 64 MiB the 2 s dominate, and there are many requests.
 *
 * Packs are hardly longer than they must be: each batch has one in memory, so their size decides how many batches share a
 * read of the archive.
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
