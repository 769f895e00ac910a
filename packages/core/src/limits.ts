const KIB = 1024;
const MIB = 1024 * KIB;

/** Manifest rows per batch, by default. */
export const DEFAULT_BATCH_SIZE = 2000;

/** Largest unpacked manifest. A million rows of 350 bytes take 334 MiB. */
export const MAX_MANIFEST_BYTES = 512 * MIB;

/** A longer row counts as an unclosed quote. */
export const MAX_ROW_BYTES = 16 * MIB;

/** Largest central directory. BIOSPEX needs 74 bytes per entry. */
export const MAX_DIRECTORY_BYTES = 1024 * MIB;

/** Places and columns that an error or a finding lists. Its count is always complete. */
export const MAX_SHOWN = 20;

/** Characters of a cell that a place shows on either side of a fault. */
export const MAX_SHOWN_AROUND = 80;

/** Rows that the sentence of an error lists; its details have `MAX_SHOWN`. */
export const MAX_LISTED_ROWS = 5;

/**
 * Most bytes between an entry's data and the next entry that are copied along: data descriptors, local extra fields,
 * padding. With more, the entry gets a new local header instead, so that no deleted data travels into the batches.
 */
export const MAX_SLACK_BYTES = 4 * KIB;
