const KIB = 1024;
const MIB = 1024 * KIB;

/** Manifest rows a batch holds unless told otherwise. */
export const DEFAULT_BATCH_SIZE = 2000;

/** A manifest that unpacks to more is refused; inflating stops there. A million rows of 350 bytes are 334 MiB. */
export const MAX_MANIFEST_BYTES = 512 * MIB;

/** A row that has not ended after this many bytes is taken for an unclosed quote. */
export const MAX_ROW_BYTES = 16 * MIB;

/** A larger central directory is refused; BIOSPEX's records have 74 bytes. */
export const MAX_DIRECTORY_BYTES = 1024 * MIB;

/** Rows, names and columns an error or a finding shows; their count is always whole. */
export const MAX_SHOWN = 20;

/**
 * Bytes up to the next entry beyond header, name and data that are still copied along with an entry: local extra
 * fields, data descriptors and alignment padding. Behind a larger gap the entry is given a new local header, so
 * that deleted data in the source does not travel into the batches.
 */
export const MAX_SLACK_BYTES = 4 * KIB;
